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
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

BOM = "\ufeff"
CHUNK_ROWS = 1000

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212"
_BLANKS = "\\s\\x00-\\x1f\\u200b\\u2060\\ufeff"
_CONTROL = re.compile("^('*)(?=[\\t\\r\\n\\x00])")
_GUARDED_CONTROL = re.compile("^'('*)(?=[\\t\\r\\n\\x00])")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Style:
    """How a file separates its cells and writes its decimals.

    Spreadsheets expect the style of the language they run in, and read the other one wrongly.
    """

    separator: str
    decimal: str

    @property
    def foreign(self) -> str:
        """The separators at which a program of another style would split, too."""
        return {",": ";", ";": ","}[self.separator]


COMMAS, SEMICOLONS = Style(",", "."), Style(";", ",")


def style_for(language: str) -> Style:
    """Return the style of files for readers of `language`: English has commas, Dutch and Swedish don't."""
    return COMMAS if language.startswith("en") else SEMICOLONS


@cache
def _signs(foreign: str, *, guarded: bool) -> re.Pattern[str]:
    """Return what finds a sign at a beginning: of the cell, or where another program may split."""
    apostrophes = "'('*)" if guarded else "('*)"
    return re.compile(f"((?:^|[{foreign}\\t\\r\\n])[{_BLANKS}]*){apostrophes}(?=[{_SIGNS}])")


def guard(text: str, style: Style = COMMAS) -> str:
    """Return `text` so that a spreadsheet shows it and never runs it."""
    if _NUMBER.fullmatch(text):
        return text
    return _CONTROL.sub(r"'\1", _signs(style.foreign, guarded=False).sub(r"\1'\2", text))


def unguard(text: str, style: Style = COMMAS) -> str:
    """Return what :func:`guard` was given."""
    return _signs(style.foreign, guarded=True).sub(r"\1\2", _GUARDED_CONTROL.sub(r"\1", text))


def write_csv(
    rows: Iterable[Sequence[object]], headings: Sequence[object], style: Style = COMMAS
) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with its mark, CRLF, headings first, in the given style.

    Numbers and dates are written plainly (dates as ISO 8601), None as nothing, all else as text that
    no spreadsheet runs.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=style.separator)
    buffer.write(BOM)
    writer.writerow([guard(str(heading), style) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(value, style) for value in row])
        if number % CHUNK_ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def read_csv(content: bytes, style: Style = COMMAS) -> Iterator[list[str]]:
    """Yield the rows of a file :func:`write_csv` made, headings first, each text as it was given."""
    text = io.StringIO(content.decode("utf-8").removeprefix(BOM), newline="")
    for row in csv.reader(text, delimiter=style.separator):
        yield [unguard(cell, style) for cell in row]


def _cell(value: object, style: Style) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal() | int() | float():
            plain = format(value, "f") if isinstance(value, Decimal) else str(value)
            return plain.replace(".", style.decimal)
        case date():
            return value.isoformat()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return guard(text, style)


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode("utf-8", errors="replace")
    buffer.seek(0)
    buffer.truncate()
    return content
