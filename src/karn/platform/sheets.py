"""The one way Karn writes a CSV file that people will open in a spreadsheet.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, also when blanks, control
characters stand before it or the sign is a full-width one, and a program that splits at another
separator sees beginnings inside the cell, too. Such a sign gets an apostrophe in front. Where
apostrophes already stood before it they become one more, so that :func:`read_csv` gives back exactly
what was written.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

BOM = "\ufeff"
CHUNK_ROWS = 1000

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212"
_BLANKS = "\\s\\x00-\\x1f\\u200b\\u2060\\ufeff"
# A sign at a beginning: of the cell, or after something another program may split at.
_SIGN = re.compile(f"((?:^|[;\\t\\r\\n])[{_BLANKS}]*)('*)(?=[{_SIGNS}])")
_GUARDED_SIGN = re.compile(f"((?:^|[;\\t\\r\\n])[{_BLANKS}]*)'('*)(?=[{_SIGNS}])")
_CONTROL = re.compile("^('*)(?=[\\t\\r\\n\\x00])")
_GUARDED_CONTROL = re.compile("^'('*)(?=[\\t\\r\\n\\x00])")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def guard(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never runs it."""
    if _NUMBER.fullmatch(text):
        return text
    return _CONTROL.sub(r"'\1", _SIGN.sub(r"\1'\2", text))


def unguard(text: str) -> str:
    """Return what :func:`guard` was given."""
    return _GUARDED_SIGN.sub(r"\1\2", _GUARDED_CONTROL.sub(r"\1", text))


def write_csv(rows: Iterable[Sequence[object]], headings: Sequence[object]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with its mark, commas, CRLF, headings first.

    Numbers and dates are written plainly (ISO 8601, a point), None as nothing, all else as text that
    no spreadsheet runs.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([guard(str(heading)) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if number % CHUNK_ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def read_csv(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a file :func:`write_csv` made, headings first, each text as it was given."""
    text = io.StringIO(content.decode("utf-8").removeprefix(BOM), newline="")
    for row in csv.reader(text):
        yield [unguard(cell) for cell in row]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal() | int() | float():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case date():
            return value.isoformat()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return guard(text)


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode("utf-8", errors="replace")
    buffer.seek(0)
    buffer.truncate()
    return content
