"""Looking for a text in the bytes of files, wherever it may hide: for proof that nothing is left of it.

A file is read as it lies on the disk: free pages of a database, its write-ahead log and half-written files
count, too. Besides, what a format hides is opened: the values of Parquet files, the members of zip files
(Excel's are such), the rows of SQLite (a long text is cut over pages).
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 1 << 20
DEEPEST = 3
"""Zip files inside zip files are opened so far."""

_SQLITE = b"SQLite format 3\x00"
_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text stands: the file, how, and at which byte where it stands there plainly."""

    file: Path
    how: str
    at: int | None = None


def search_folder(folder: Path, text: str) -> Iterator[Found]:
    """Yield where `text` stands in the files under `folder`, whatever its case: as UTF-8, UTF-16 or escaped.

    At most one finding per file and way. Files that vanish meanwhile are passed over.
    """
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        try:
            yield from search_file(file, text)
        except FileNotFoundError:
            continue


def search_file(file: Path, text: str) -> Iterator[Found]:
    """Yield where `text` stands in one file."""
    needles = _needles(text)
    with file.open("rb") as opened:
        head = opened.read(len(_SQLITE))
        opened.seek(0)
        if (at := _position(opened, needles)) is not None:
            yield Found(file, "bytes", at)
    if head.startswith(_PARQUET) and _in_parquet(file, text):
        yield Found(file, "parquet")
    elif head == _SQLITE and _in_sqlite(file, text):
        yield Found(file, "rows")
    elif head.startswith((_ZIP, _GZIP)) and _in_packed(file.read_bytes(), needles, DEEPEST):
        yield Found(file, "packed")


def found_in(file: Path, text: str) -> bool:
    """Say whether `text` stands anywhere in the file."""
    return next(search_file(file, text), None) is not None


def _needles(text: str) -> list[bytes]:
    """Return the text as bytes in the encodings that are used, ASCII letters small, others in either case."""
    cases = {text, text.lower(), text.upper(), text.title()}
    spellings = cases | {json.dumps(one)[1:-1] for one in cases}
    return sorted(
        {
            spelling.encode(encoding).lower()
            for spelling in spellings
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
            if _can(spelling, encoding)
        }
    )


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _position(file: IO[bytes], needles: Sequence[bytes]) -> int | None:
    """Return where a needle stands in the file, read piece by piece; each overlaps the one before."""
    overlap, read, before = max(map(len, needles)), 0, b""
    while piece := file.read(CHUNK):
        looked = before + piece.lower()
        hits = [place for needle in needles if (place := looked.find(needle)) >= 0]
        if hits:
            return read - len(before) + min(hits)
        before, read = looked[-overlap:], read + len(piece)
    return None


def _in_parquet(file: Path, text: str) -> bool:
    try:
        with pq.ParquetFile(file) as opened:
            batches = opened.iter_batches(batch_size=20_000)
            return any(_in_values(column, text) for batch in batches for column in batch.columns)
    except pa.ArrowInvalid:  # half-written: its bytes were looked at
        return False


def _in_values(column: pa.Array, text: str) -> bool:
    if pa.types.is_floating(column.type) or pa.types.is_boolean(column.type):
        return False
    sought = text.casefold()
    return any(sought in str(value).casefold() for value in column.unique().to_pylist() if value is not None)


def _in_sqlite(file: Path, text: str) -> bool:
    """Say whether a value of any table holds the text, read without waiting for who writes."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        database.create_function("holds", 1, lambda value: int(_holds(value, text)), deterministic=True)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return any(_in_table(database, table) for table in tables)


def _in_table(database: sqlite3.Connection, table: str) -> bool:
    quoted = '"' + table.replace('"', '""') + '"'
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({quoted})")]
    told = " OR ".join('holds("' + column.replace('"', '""') + '")' for column in columns)
    found = database.execute(f"SELECT 1 FROM {quoted} WHERE {told} LIMIT 1")  # noqa: S608 (its own names)
    return found.fetchone() is not None


def _holds(value: object, text: str) -> bool:
    return isinstance(value, str) and text.casefold() in value.casefold()


def _in_packed(content: bytes, needles: Sequence[bytes], depth: int) -> bool:
    for member in _members(content):
        small = member.lower()
        if any(needle in small for needle in needles) or (
            depth > 0 and _in_packed(member, needles, depth - 1)
        ):
            return True
    return False


def _members(content: bytes) -> Sequence[bytes]:
    """Return what is inside a zip or gzip file; nothing of one that is broken."""
    try:
        if content.startswith(_GZIP):
            return [gzip.decompress(content)]
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                return [packed.read(name) for name in packed.namelist()]
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError):
        pass
    return []
