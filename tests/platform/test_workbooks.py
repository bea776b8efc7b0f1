"""Excel files: harmless, and what was written comes back."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.platform import workbooks
from karn.platform.workbooks import LONGEST_TEXT, write_xlsx

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
EVIL = st.text(
    alphabet=st.sampled_from(list("=+-@'\"<>&;,\t\r\n\x00\x0b a1＝＠\ufeff_x0041\uffff")), max_size=12
)
DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "＝1", "{=1}", "'=1",
    "<r>=1</r>", "<r><t>x</t></r>",
    "https://example.com", "_x0041_", "&lt;", "0012", "1e5", " x ", "a\r\nb", "\x1f",
]  # fmt: skip


def written(rows: Any, headings: Any = ("a", "b"), **options: Any) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, rows, headings, **options)
    return file.getvalue()


def read(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[unescaped(cell.value) for cell in row] for sheet in book for row in sheet.iter_rows()]


def unescaped(value: Any) -> Any:
    """Undo _xHHHH_ as the format says (ECMA-376, 22.9.2.19); openpyxl leaves it to the reader."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_is_a_text_and_comes_back(text: str) -> None:
    content = written([["x", text]])
    assert read(content) == [["a", "b"], ["x", text]]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=20) | EVIL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_texts_come_back_exactly_as_they_were(rows: list[list[str]]) -> None:
    kept = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    found = read(written([["first", *row] for row in kept], ("a", "b", "c")))[1:]
    assert [[cell or "" for cell in row[1:]] for row in found] == kept


def test_numbers_and_days_are_numbers_and_days() -> None:
    row = [Decimal("-12.50"), 7, 0.5, date(2026, 3, 1), True, None]
    assert read(written([row], "abcdef"))[1] == [-12.5, 7, 0.5, datetime(2026, 3, 1), True, None]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567890123456, "1234567890123456"),
        (Decimal("12345678901234.567"), "12345678901234.567"),
        (float("nan"), "nan"),
        (Decimal("Infinity"), "Infinity"),
        (date(1900, 2, 28), "1900-02-28"),
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2026-03-01T09:30:00+00:00"),
        ({"a": "é"}, '{"a": "é"}'),
    ],
)
def test_what_the_format_cannot_hold_exactly_is_text(value: object, text: str) -> None:
    assert read(written([["x", value]]))[1] == ["x", text]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_come_back_to_the_cent(amount: Decimal) -> None:
    value = read(written([["x", amount]]))[1][1]
    assert Decimal(str(value)) == amount


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    (_, cell) = read(written([["x", "a" * 40_000]]))[1]
    assert (len(cell), cell[-2:]) == (LONGEST_TEXT, "a…")


def test_more_rows_than_a_sheet_holds_go_on_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    content = written([[number, None] for number in range(5)], name="A/B:[c]")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["ABc", "ABc 2", "ABc 3"]
    assert [[row[0] for row in sheet.values] for sheet in book] == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


def test_a_table_without_rows_has_its_headings() -> None:
    assert read(written([])) == [["a", "b"]]
