"""Files to take along are written for the reader's spreadsheet, or for the program that asks."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext

from karn.platform.sheets import BOM, read_csv
from karn.web.downloads import Table, csv_file, table_file
from karn.web.templatetags.karn_format import money


def prices() -> Table:
    """A table of which headings and rows are made in the reader's language, rows one by one."""
    rows = ((name, money(Decimal("1.5")), Decimal("1234.5")) for name in ("Bakker", "=1+1"))
    return ["name", gettext("Language"), "mrr"], rows


def ask(query: str = "") -> StreamingHttpResponse:
    return csv_file(RequestFactory().get(f"/prices.csv{query}"), prices, "prices.csv")


def text(response: StreamingHttpResponse) -> str:
    return response.getvalue().decode()


@pytest.mark.parametrize(
    ("language", "heading", "row"),
    [
        ("en", "name,Language,mrr", "Bakker,€1.50,1234.5"),
        ("nl", "name;Taal;mrr", "Bakker;€\N{NO-BREAK SPACE}1,50;1234,5"),
        ("sv", "name;Språk;mrr", "Bakker;1,50\N{NO-BREAK SPACE}€;1234,5"),
    ],
)
def test_a_file_has_the_words_separators_and_decimals_of_its_reader(
    language: str, heading: str, row: str
) -> None:
    with translation.override(language):
        response = ask()
    # The page's language is gone when the stream is written.
    assert text(response).removeprefix(BOM).splitlines()[:2] == [heading, row]


def test_a_program_that_asks_for_english_gets_it_whoever_reads() -> None:
    with translation.override("nl"):
        assert text(ask("?lang=en")).removeprefix(BOM).startswith("name,Language,mrr")


@pytest.mark.parametrize("query", ["?lang=", "?lang=xx", "?lang=../../etc"])
def test_a_language_karn_does_not_speak_is_not_obeyed(query: str) -> None:
    with translation.override("nl"):
        assert text(ask(query)).removeprefix(BOM).startswith("name;Taal;mrr")


def test_a_file_is_one_to_keep_with_its_name() -> None:
    response = ask()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="prices.csv"'


def test_a_name_that_is_a_formula_is_harmless_and_comes_back() -> None:
    written = ask("?lang=en").getvalue()
    assert b"\n'=1+1," in written
    assert [row[0] for row in read_csv(written)] == ["name", "Bakker", "=1+1"]


@pytest.mark.django_db  # the response closes connections
def test_an_address_that_ends_so_gets_an_excel_file_in_the_words_of_its_reader() -> None:
    with translation.override("nl"):
        response = table_file(RequestFactory().get("/prices.xlsx"), prices, "prices_2026-01-01")
    assert response["Content-Disposition"] == 'attachment; filename="prices_2026-01-01.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    response.close()
    assert sheet is not None
    assert list(sheet.values) == [
        ("name", "Taal", "mrr"),
        ("Bakker", "€\N{NO-BREAK SPACE}1,50", 1234.5),
        ("=1+1", "€\N{NO-BREAK SPACE}1,50", 1234.5),
    ]
    assert [cell.data_type for cell in sheet[3]] == ["s", "s", "n"]


def test_every_other_address_gets_csv() -> None:
    response = table_file(RequestFactory().get("/prices.csv"), prices, "prices")
    assert response["Content-Disposition"] == 'attachment; filename="prices.csv"'
