"""Files as text, through the door."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.intake.models import Run

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)

Importer = Callable[..., Run]


@pytest.fixture
def import_text(db: None, tmp_path: Path) -> Importer:  # noqa: ARG001 (opens the database)
    """Import a text as a file of the given kind."""

    def imported(target: str, text: str, **told: Any) -> Run:
        path = tmp_path / f"{target}.csv"
        path.write_text(text, encoding="utf-8")
        at = told.pop("at", AT)
        return import_file(Delivery(path=path, target=target, **told), at=at)

    return imported


def counts(run: Run) -> tuple[int, int, int, int, int]:
    """Return new, changed, already there, twice in the file, refused."""
    return (run.accepted, run.updated, run.unchanged, run.duplicates, run.refused)


@pytest.fixture(name="counts")
def counts_fixture() -> Callable[[Run], tuple[int, int, int, int, int]]:
    return counts


def refusals(run: Run) -> list[tuple[int, str, str, str]]:
    """Return line, column, value and code of what was refused."""
    return list(run.refused_rows.values_list("line", "column", "value", "code"))


@pytest.fixture(name="refusals")
def refusals_fixture() -> Callable[[Run], list[tuple[int, str, str, str]]]:
    return refusals
