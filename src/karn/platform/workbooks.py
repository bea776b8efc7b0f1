"""The one way Karn writes an Excel file: each text as text, so that no cell ever runs.

A text stays what it is, whatever it begins with: in this format a formula is another kind of cell, and
none is ever written. What the format cannot hold exactly (more than 15 digits, days before March 1900,
moments with a zone) is written as text instead of as a number that is nearly right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import IO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LONGEST_TEXT = 32_767
"""Characters one cell holds; a longer text is cut, and ends with an ellipsis."""

MOST_ROWS = 1_048_575
"""Rows under the headings that one sheet holds; more go on to another sheet."""

_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)  # the format believes that 1900 was a leap year
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class _Styles:
    """How cells look; `plain` is needed where a text is written in runs."""

    bold: Format
    day: Format
    plain: Format


def write_xlsx(
    file: IO[bytes], rows: Iterable[Sequence[object]], headings: Sequence[object], *, name: str = ""
) -> None:
    """Write an Excel file into `file`: headings first and fixed on top, one row after the other.

    Numbers and days become numbers and days, None nothing, all else text. `name` is what the sheet is
    called. Memory does not grow with the rows.
    """
    with closing(Workbook(file, _OPTIONS)) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        styles = _Styles(book.add_format({"bold": True}), days, book.add_format())
        for number, block in enumerate(_blocks(rows)):
            sheet = book.add_worksheet(_sheet_name(name, number))
            _head(sheet, headings, styles)
            for at, row in enumerate(block, start=1):
                for column, value in enumerate(row):
                    _write(sheet, (at, column), value, styles)


def _blocks(rows: Iterable[Sequence[object]]) -> Iterator[Iterable[Sequence[object]]]:
    """Yield the rows of one sheet after the other, at least of one; each must be read to its end."""
    remaining = iter(rows)
    yield islice(remaining, MOST_ROWS)
    for first in remaining:
        yield chain([first], islice(remaining, MOST_ROWS - 1))


def _sheet_name(name: str, number: int) -> str:
    """Return a name as the format allows it: none of its signs, and at most 31 characters."""
    allowed = "".join(letter for letter in name if letter not in "[]:*?/\\'" and letter.isprintable())
    return f"{allowed[:25] or 'Karn'}{f' {number + 1}' if number else ''}"


def _head(sheet: Worksheet, headings: Sequence[object], styles: _Styles) -> None:
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        _write_text(sheet, (0, column), str(heading), styles, bold=True)
        sheet.set_column(column, column, max(12, min(40, len(str(heading)) + 2)))


def _write(sheet: Worksheet, place: tuple[int, int], value: object, styles: _Styles) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(*place, value)
        case Decimal() | int() | float() if _is_exact(value):
            sheet.write_number(*place, float(value))
        case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(*place, datetime.combine(value, time()), styles.day)
        case _:
            _write_text(sheet, place, _text(value), styles)


def _is_exact(value: Decimal | float) -> bool:
    """Say whether a number has few enough digits to come back as it was."""
    if isinstance(value, float):
        return isfinite(value)
    if not Decimal(value).is_finite():
        return False
    return len(Decimal(value).as_tuple().digits) <= _DIGITS and abs(Decimal(value).adjusted()) < 300


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _write_text(
    sheet: Worksheet, place: tuple[int, int], text: str, styles: _Styles, *, bold: bool = False
) -> None:
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if text.startswith("<r>") and text.endswith("</r>"):
        # The writer takes such a text for markup of its own: say it in two runs, which it escapes.
        sheet.write_rich_string(*place, styles.plain, text[:2], styles.plain, text[2:])
    else:
        sheet.write_string(*place, text, styles.bold if bold else None)
