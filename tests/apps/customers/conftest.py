"""Files as text, through the real door; read in this process, which saves starting another."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.intake.models import Run
from karn.engine.readers import Dialect, Limits, uploads
from karn.engine.readers.delimited import write_delimited

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def import_text(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:  # noqa: ARG001
    """Import a text as a file of the given kind."""

    def read(path: Path, target: Path, dialect: Dialect, limits: Limits) -> None:
        write_delimited(path, target, dialect, limits)

    def imported(target: str, text: str, **told: Any) -> Run:
        path = tmp_path / f"{target}.csv"
        path.write_text(text, encoding="utf-8")
        at = told.pop("at", AT)
        return import_file(Delivery(path=path, target=target, **told), at=at)

    monkeypatch.setattr(uploads, "_read_in_child", read)
    return imported


@pytest.fixture
def counts() -> Callable[[Run], tuple[int, int, int, int, int]]:
    """Return new, changed, already there, twice in the file, refused."""
    return lambda run: (run.accepted, run.updated, run.unchanged, run.duplicates, run.refused)
