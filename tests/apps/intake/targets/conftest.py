"""These tests are about what is stored: the file is read in this process, which saves starting another."""

from pathlib import Path

import pytest

from karn.engine.readers import Dialect, Limits, uploads
from karn.engine.readers.delimited import write_delimited


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, target: Path, dialect: Dialect, limits: Limits) -> None:
        write_delimited(path, target, dialect, limits)

    monkeypatch.setattr(uploads, "_read_in_child", read)
