"""The raw Parquet that reading makes: positional columns of text, the headings in the metadata.

A heading is never a column name in the file, so nothing a stranger typed can end up in a statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

METADATA_KEY = b"karn.upload"
# Python turns rows into columns fastest while they fit in the processor's cache.
BATCH_CELLS, BATCH_ROWS = 40_000, 1_000
GROUP_CELLS = 400_000


def raw_name(position: int) -> str:
    """Return the name that the column at `position` (from 0) has in the raw file."""
    return f"c{position}"


def headings_from(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the headings: trimmed, never empty, each once (`name`, `name (2)`)."""
    found: dict[str, None] = {}
    for number, cell in enumerate(cells, start=1):
        heading = " ".join(cell.replace("\ufeff", "").split())[:200] or f"column {number}"
        unique, count = heading, 1
        while unique in found:
            count += 1
            unique = f"{heading} ({count})"
        found[unique] = None
    return tuple(found)


class RawFile:
    """A raw Parquet file being written: `line`, the cells `c0`, `c1`, …, and `over`.

    Cells are kept as they are, without the blanks around them.
    `over` is how many cells a record had more than there are headings; null for none.
    """

    def __init__(
        self,
        path: Path,
        columns: tuple[str, ...],
        *,
        encoding: str,
        delimiter: str,
        typed: tuple[str, ...] = (),
    ) -> None:
        self.columns = columns
        self.rows = 0
        self.wider_rows = 0
        self.batch_rows = max(1, min(BATCH_ROWS, BATCH_CELLS // len(columns)))
        about = {"columns": columns, "encoding": encoding, "delimiter": delimiter, "typed": typed}
        cells = [(raw_name(position), pa.string()) for position in range(len(columns))]
        fields = [("line", pa.int64()), *cells, ("over", pa.int32())]
        self._schema = pa.schema(fields, metadata={METADATA_KEY: json.dumps(about).encode()})
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", write_statistics=False)
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0

    def write_rows(self, lines: list[int], rows: list[list[str]]) -> None:
        """Append rows of text. Too few cells are filled up with empty ones, too many cut and counted."""
        width = len(self.columns)
        overs = [over if (over := len(row) - width) > 0 else None for row in rows]
        if any(len(row) != width for row in rows):
            rows = [row[:width] + [""] * (width - len(row)) for row in rows]
        self.wider_rows += len(rows) - overs.count(None)
        self.write_columns(lines, zip(*rows, strict=True), overs)

    def write_columns(
        self, lines: Iterable[int], columns: Iterable[Any], overs: Sequence[int | None]
    ) -> None:
        """Append rows given column by column."""
        arrays = [
            pa.array(lines, pa.int64()),
            *(
                column if isinstance(column, pa.Array) else pa.array(column, pa.string())
                for column in columns
            ),
            pa.array(overs, pa.int32()),
        ]
        self._wait(pa.record_batch(arrays, schema=self._schema))

    def write_table(self, table: pa.Table) -> None:
        """Append rows that have the file's columns already."""
        for batch in table.to_batches():
            self._wait(pa.record_batch(batch.columns, schema=self._schema))

    def _wait(self, batch: pa.RecordBatch) -> None:
        cells = [pc.utf8_trim_whitespace(column) for column in batch.columns[1:-1]]
        batch = pa.record_batch([batch.columns[0], *cells, batch.columns[-1]], schema=self._schema)
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        self.rows += batch.num_rows
        if self._waiting_rows * len(self.columns) >= GROUP_CELLS:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting))
            self._waiting, self._waiting_rows = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def about_raw(path: Path) -> tuple[dict[str, Any], int]:
    """Return what the metadata of a raw file says, and its number of rows."""
    metadata = pq.read_metadata(path)
    return json.loads((metadata.metadata or {}).get(METADATA_KEY, b"{}")), metadata.num_rows
