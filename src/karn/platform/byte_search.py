"""Looking for a text in the bytes of files, wherever it may hide: for proof that nothing is left of it.

A file is read as it lies on the disk: free pages of a database, its write-ahead log and half-written files
count, too. Besides, what a format hides is opened: the values of Parquet files, the members of zip files
(Excel's are such), the rows of SQLite (a long text is cut over pages).
"""

from __future__ import annotations

import gzip
import io
import json
import re
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
    patterns = _patterns(text)
    with file.open("rb") as opened:
        head = opened.read(len(_SQLITE))
        opened.seek(0)
        if (at := _position(opened, patterns)) is not None:
            yield Found(file, "bytes", at)
    if head.startswith(_PARQUET) and _in_parquet(file, text):
        yield Found(file, "parquet")
    elif head == _SQLITE and _in_sqlite(file, text):
        yield Found(file, "rows")
    elif head.startswith((_ZIP, _GZIP)) and _in_packed(file.read_bytes(), patterns, DEEPEST):
        yield Found(file, "packed")


def found_in(file: Path, text: str) -> bool:
    """Say whether `text` stands anywhere in the file."""
    return next(search_file(file, text), None) is not None


def _patterns(text: str) -> re.Pattern[bytes]:
    """Return what finds the text in bytes: each letter small or capital, in the encodings that are used."""
    spellings = {text, json.dumps(text)[1:-1]}
    encoded = [
        b"".join(_letter(letter, encoding) for letter in spelling)
        for spelling in sorted(spellings)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
        if _can(spelling, encoding)
    ]
    return re.compile(b"|".join(encoded))


def _letter(letter: str, encoding: str) -> bytes:
    cases = {letter, letter.lower(), letter.upper()}
    forms = sorted({re.escape(one.encode(encoding)) for one in cases if _can(one, encoding)})
    return forms[0] if len(forms) == 1 else b"(?:" + b"|".join(forms) + b")"


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _position(file: IO[bytes], pattern: re.Pattern[bytes]) -> int | None:
    """Return where the pattern stands in the file, read piece by piece; each overlaps the one before."""
    overlap, read, before = 4 * len(pattern.pattern), 0, b""
    while piece := file.read(CHUNK):
        looked = before + piece
        if hit := pattern.search(looked):
            return read - len(before) + hit.start()
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


def _in_packed(content: bytes, pattern: re.Pattern[bytes], depth: int) -> bool:
    return any(
        pattern.search(member) is not None or (depth > 0 and _in_packed(member, pattern, depth - 1))
        for member in _members(content)
    )


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
