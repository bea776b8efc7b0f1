"""Text tables (CSV) into Parquet, as they are: every cell text, every record with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from karn.engine.readers.blocks import NUL, Block, read_blocks
from karn.engine.readers.dialects import (
    Dialect,
    announced_delimiter,
    sniff_dialect,
    too_many_columns,
)
from karn.engine.readers.limits import Limits
from karn.engine.readers.raw import RawFile, headings_from, raw_name
from karn.kernel.errors import BadInput

DATA_LIKE = re.compile(
    r"[-+€$£]?\d[\d.,'\s]*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|[^@\s]+@[^@\s]+\.[^@\s]+"
)
YEAR = re.compile(r"(19|20)\d\d")


def write_delimited(source: Path, target: Path, wanted: Dialect, limits: Limits) -> None:
    """Read the text table `source` and write it as raw Parquet to `target`.

    Blank records are left out. Raises BadInput with the line where the file cannot be read on.
    """
    csv.field_size_limit(limits.line_characters)
    encoding, delimiter = sniff_dialect(source, wanted, limits)
    blocks = read_blocks(source, encoding, limits)
    columns, rest = _split_headings(next(blocks), delimiter, source.name, limits)
    with RawFile(target, columns, encoding=encoding.removesuffix("-sig"), delimiter=delimiter) as raw:
        Copying(source.name, raw, delimiter, rest, blocks).run()
    if len(columns) == 1 and raw.rows and raw.wider_rows == raw.rows:
        raise BadInput(
            "%(file)s has one heading in its first line but rows of several cells: "
            "remove what is above the headings.",
            file=source.name,
        )


def _split_headings(block: Block, delimiter: str, name: str, limits: Limits) -> tuple[tuple[str, ...], Block]:
    """Return the headings in the first block, and the lines below them."""
    used: list[str] = []
    try:
        for cells in csv.reader(_noting(block, used), delimiter=delimiter):
            line = block.line + len(used) - 1
            if any(cells) and not (line == 1 and announced_delimiter(used[0])):
                _refuse_unusable(cells, name, line, limits)
                return headings_from(cells), Block(line + 1, block.text[sum(map(len, used)) :])
    except csv.Error:
        raise _open_quote(name, block.line) from None
    raise BadInput("%(file)s is empty.", file=name)


def _noting(block: Block, used: list[str]) -> Iterator[str]:
    for line in block:
        used.append(line)
        yield line


def _refuse_unusable(cells: list[str], name: str, line: int, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise too_many_columns(name, f"{len(cells):,}", limits)
    filled = [cell.strip() for cell in cells if cell.strip()]
    like_data = [cell for cell in filled if DATA_LIKE.fullmatch(cell) and not YEAR.fullmatch(cell)]
    if 3 * len(like_data) >= max(len(filled), 1):
        shown = like_data[0][:40] if like_data else ""
        raise BadInput(
            "The first line of %(file)s must hold the headings, but line %(line)s looks like a row "
            "(“%(shown)s”).",
            file=name,
            line=str(line),
            shown=shown,
        )


def _open_quote(name: str, line: int) -> BadInput:
    return BadInput(
        "%(file)s opens a quote in the record at line %(line)s that is never closed.",
        file=name,
        line=str(line),
    )


class Copying:
    """The copying of one file's records, block by block.

    A block in which every record is one line of the right width is read by Arrow (ten times as fast);
    any other block record by record.
    """

    def __init__(
        self, name: str, raw: RawFile, delimiter: str, first: Block, blocks: Iterator[Block]
    ) -> None:
        self._name = name
        self._raw = raw
        self._delimiter = delimiter
        self._block: Block | None = first
        self._blocks = blocks
        self._handed_out = 0

    def run(self) -> None:
        """Copy every record."""
        while (block := self._block) is not None:
            if block.text and not self._copy_fast(block):
                self._copy_records(block)
            else:
                self._block = next(self._blocks, None)

    def _copy_fast(self, block: Block) -> bool:
        table = None if block.has_old_line_ends else self._parsed(block)
        # One row per line and our own mark in the last: no record of several lines, no quote left open.
        if table is None or table.num_rows != block.lines + 1 or table["c0"][-1].as_py() != NUL:
            return False
        self._raw.write_table(_without_blank(table.slice(0, block.lines), block.line))
        return True

    def _parsed(self, block: Block) -> pa.Table | None:
        """Return what Arrow makes of the block and one more line, which begins with a mark."""
        names = [raw_name(position) for position in range(len(self._raw.columns))]
        line_end = "" if block.text.endswith("\n") else "\n"
        marked = f"{block.text}{line_end}{NUL}{self._delimiter * (len(names) - 1)}\n"
        try:
            return pyarrow.csv.read_csv(
                io.BytesIO(marked.encode()),
                read_options=pyarrow.csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=1 << 26
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=True, ignore_empty_lines=False
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), check_utf8=False
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _copy_records(self, block: Block) -> None:
        """Copy record by record from `block` on, up to the end of the first block that ends a record."""
        lines: list[int] = []
        rows: list[list[str]] = []
        for line, row in self._records(block):
            lines.append(line)
            rows.append(row)
            if len(rows) == self._raw.batch_rows:
                self._raw.write_rows(lines, rows)
                lines, rows = [], []
        if rows:
            self._raw.write_rows(lines, rows)

    def _records(self, block: Block) -> Iterator[tuple[int, list[str]]]:
        """Yield records that are not blank, with the line on which each starts.

        A NUL of our own (the file has none) goes in after every block: alone in its record it shows
        that no quote is open there.
        """
        self._handed_out = marks = 0
        reader = csv.reader(self._marked_lines(block), delimiter=self._delimiter)
        start = block.line
        try:
            for row in reader:
                if self._handed_out != marks:
                    marks = self._handed_out
                    if row == [NUL]:
                        return
                    if self._block is None:  # nothing follows, and the record has not ended
                        break
                    row = [cell.replace(NUL, "") for cell in row]  # noqa: PLW2901
                if any(row):
                    yield start, row
                start = block.line + reader.line_num - marks
        except csv.Error:
            raise _open_quote(self._name, start) from None
        raise _open_quote(self._name, start)

    def _marked_lines(self, block: Block) -> Iterator[str]:
        current: Block | None = block
        while current is not None:
            yield from current
            self._block = current = next(self._blocks, None)
            self._handed_out += 1
            yield NUL


def _without_blank(table: pa.Table, first_line: int) -> pa.Table:
    lines = pa.array(range(first_line, first_line + table.num_rows), pa.int64())
    table = table.add_column(0, "line", lines).append_column("over", pa.nulls(table.num_rows, pa.int32()))
    blank = pc.equal(table["c0"], "")
    for name in table.column_names[2:-1]:
        if not pc.any(blank).as_py():
            return table
        blank = pc.and_(blank, pc.equal(table[name], ""))
    return table.filter(pc.invert(blank)) if pc.any(blank).as_py() else table
