"""Files as people send them, read as Karn reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from karn.engine.readers import LIMITS, Checked, Dialect, Upload, check_rows, guess_mapping
from karn.engine.readers.delimited import write_delimited
from karn.engine.tables import TABLES

Read = Callable[..., Upload]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read bytes or text as a CSV file, in this process and without limits, which is fast."""
    numbers = iter(range(10**6))

    def read_now(content: bytes | str, dialect: Dialect | None = None) -> Upload:
        number = next(numbers)
        source, raw = tmp_path / "file.csv", tmp_path / f"{number}.parquet"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        write_delimited(source, raw, dialect or Dialect(), LIMITS)
        return Upload.open(raw)

    return read_now


@dataclass
class Outcome:
    """What checking a file found."""

    checked: Checked

    def valid(self, *names: str) -> list[tuple[Any, ...]]:
        """Return the named columns of the rows that are fine."""
        return [
            tuple(row.values()) for row in pq.read_table(self.checked.valid, columns=list(names)).to_pylist()
        ]

    @property
    def refused(self) -> list[tuple[Any, ...]]:
        """Return line, column, value, code and detail of every refused cell."""
        return [tuple(row.values()) for row in pq.read_table(self.checked.refused).to_pylist()]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Return rows, accepted, refused and repeated ones."""
        found = self.checked
        return found.rows, found.accepted, found.refused_rows, found.duplicates


@pytest.fixture
def check(read: Read, tmp_path: Path) -> Callable[..., Outcome]:
    """Read a file and check it as one table; options go to check_rows."""

    def check_now(table: str, content: bytes | str | Upload, **options: Any) -> Outcome:
        declared = TABLES[table]
        upload = content if isinstance(content, Upload) else read(content)
        settings = {
            "columns": declared.columns,
            "mapping": guess_mapping(upload.columns, declared.columns),
            "grain": declared.grain,
            "ordered": declared.ordered,
            "attributes": declared.attributes,
            "into": tmp_path / "checked",
        }
        return Outcome(check_rows(upload, **(settings | options)))

    return check_now


@pytest.fixture
def cells() -> Callable[[Upload], list[tuple[Any, ...]]]:
    """Give the rows of an upload: its line, then its cells."""

    def cells_of(upload: Upload) -> list[tuple[Any, ...]]:
        return [tuple(row.values())[:-1] for row in pq.read_table(upload.path).to_pylist()]

    return cells_of
