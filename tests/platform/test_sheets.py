import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.platform.sheets import COMMAS, SEMICOLONS, guard, read_csv, style_for, unguard, write_csv

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\tplain",
    "'=1+1",
    "''-1+1",
]
BLANK = " \u00a0\u200b\ufeff"
HARMLESS = [
    "",
    "Jansen",
    "'t Hart",
    "'s-Hertogenbosch",
    "a=b",
    "3-4",
    "a@b.nl",
    "-12.50",
    "-7",
    "50 %",
    "Åsa",
]
EVIL = st.text(alphabet=st.sampled_from(list("=+-@'\";,\t\r\n\x00 a1＝＠\ufeff")), max_size=12)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_beginning_that_would_run_gets_one_apostrophe(text: str) -> None:
    assert guard(text).strip(BLANK).startswith("'")
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@pytest.mark.parametrize("separator", [";", "\t", "\r", "\n", "\r\n"])
def test_a_program_that_splits_elsewhere_finds_no_formula_either(separator: str) -> None:
    assert guard(f"ok{separator}=1+1") == f"ok{separator}'=1+1"
    assert guard(f"ok{separator} @x") == f"ok{separator} '@x"


@given(st.lists(st.lists(st.text() | EVIL, min_size=3, max_size=3), max_size=5))
def test_text_comes_back_exactly_as_it_was_written(rows: list[list[str]]) -> None:
    kept = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    assert list(read_csv(b"".join(write_csv(kept, ["a", "b", "c"]))))[1:] == kept


@given(st.text() | EVIL)
def test_no_cell_in_the_file_begins_with_a_sign(text: str) -> None:
    written = b"".join(write_csv([[f"x{text}"], [text]], ["heading"])).decode().removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(written, newline="")):
        if not re.fullmatch(r"-?\d+(\.\d+)?", row[0]):
            assert row[0].lstrip(" \t\r\n\x00\ufeff")[:1] not in set("=+-@＝＋－＠")
            assert row[0][:1] not in set("\t\r\n\x00")


def test_numbers_dates_and_nothing_are_written_plainly() -> None:
    row = [
        Decimal("-12.50"),
        -3,
        0.5,
        date(2026, 3, 1),
        datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        None,
        True,
        {"a": 1},
    ]
    content = b"".join(write_csv([row], ["=heading"]))
    assert list(read_csv(content)) == [
        ["=heading"],
        ["-12.50", "-3", "0.5", "2026-03-01", "2026-03-01T09:30:00+00:00", "", "true", '{"a": 1}'],
    ]
    assert content.startswith(b"\xef\xbb\xbf'=heading\r\n-12.50,-3,0.5,")


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(write_csv(([number] for number in range(2500)), ["n"]))
    assert len(pieces) == 3
    assert len(list(read_csv(b"".join(pieces)))) == 2501


@given(st.lists(st.lists(EVIL, min_size=2, max_size=2), max_size=3))
def test_files_with_semicolons_come_back_as_they_were(rows: list[list[str]]) -> None:
    kept = [row for row in rows if any(row)]
    content = b"".join(write_csv(kept, ["a", "b"], SEMICOLONS))
    assert list(read_csv(content, SEMICOLONS))[1:] == kept


def test_dutch_and_swedish_files_have_semicolons_and_decimal_commas() -> None:
    row = [Decimal("-1234.50"), 7, "a, =1+1", date(2026, 3, 1), None]
    content = b"".join(write_csv([row], ["n", "m", "t", "d", "x"], style_for("nl")))
    assert content.decode("utf-8-sig") == "n;m;t;d;x\r\n-1234,50;7;a, '=1+1;2026-03-01;\r\n"
    assert (style_for("sv"), style_for("en")) == (SEMICOLONS, COMMAS)
