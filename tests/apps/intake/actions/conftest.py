"""The file is read in this process, except where a test is about the reading child itself."""

from pathlib import Path

import pytest

from karn.engine.readers import Dialect, Limits, uploads
from karn.engine.readers.delimited import write_delimited


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, target: Path, dialect: Dialect, limits: Limits) -> None:
        write_delimited(path, target, dialect, limits)

    monkeypatch.setattr(uploads, "_read_in_child", read)
