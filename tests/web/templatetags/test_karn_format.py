"""Amounts, shares, counts and days as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from karn.web.templatetags import karn_format

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "€1,234.50"), ("nl", f"€{NBSP}1.234,50"), ("sv", f"1{NBSP}234,50{NBSP}€")],
)
def test_money_follows_the_language(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.money(Decimal("1234.5"), "EUR") == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", f"SEK{NBSP}1,235"), ("nl", f"SEK{NBSP}1.235"), ("sv", f"1{NBSP}235{NBSP}kr")],
)
def test_whole_money_has_no_cents(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.money_whole("1234.6", "SEK") == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "\N{MINUS SIGN}€1,234.00"),
        ("nl", f"€{NBSP}-1.234,00"),
        ("sv", f"\N{MINUS SIGN}1{NBSP}234,00{NBSP}€"),
    ],
)
def test_what_is_owed_has_the_language_s_minus(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.money("-1234", "EUR") == written


@pytest.mark.parametrize(("language", "written"), [("en", "4.0%"), ("nl", "4,0%"), ("sv", f"4,0{NBSP}%")])
def test_percent_reads_a_share_written_as_text(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.percent("0.0401") == written


def test_percent_with_no_decimals() -> None:
    assert karn_format.percent("0.805", 0) == "80%"


def test_an_undefined_share_is_a_dash_and_not_zero() -> None:
    assert karn_format.percent(None) == "–"


@pytest.mark.parametrize(("language", "written"), [("en", "2,143"), ("nl", "2.143"), ("sv", f"2{NBSP}143")])
def test_counts_have_the_language_s_separator(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.count(2143) == written


@pytest.mark.parametrize(
    ("language", "written"), [("en", "3 March 2026"), ("nl", "3 maart 2026"), ("sv", "3 mars 2026")]
)
def test_days_are_written_out(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.day(date(2026, 3, 3)) == written
        assert karn_format.day("2026-03-03") == written


def test_a_month_has_no_day() -> None:
    assert karn_format.month("2026-03-01") == "March 2026"


def test_a_moment_is_shown_in_the_company_s_zone() -> None:
    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        assert karn_format.moment(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == "2 Jan 2026, 00:30"


def test_what_is_not_a_number_is_a_dash() -> None:
    assert karn_format.money("much", "EUR") == "–"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "\N{MINUS SIGN}€1,234.50"),
        ("nl", f"€{NBSP}-1.234,50"),
        ("sv", f"\N{MINUS SIGN}1{NBSP}234,50{NBSP}€"),
    ],
)
def test_money_below_zero_keeps_its_cents(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.money(Decimal("-1234.5"), "EUR") == written


@pytest.mark.parametrize(("language", "written"), [("en", "2.50"), ("nl", "2,50"), ("sv", "2,50")])
def test_a_decimal_has_as_many_places_as_asked(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.decimal("2.5", 2) == written


@pytest.mark.parametrize(
    ("language", "short", "of_month", "short_of_month"),
    [
        ("en", "3 May 2026", "May 2026", "May 2026"),
        ("nl", "3 mei 2026", "mei 2026", "mei 2026"),
        ("sv", "3 maj 2026", "maj 2026", "maj 2026"),
    ],
)
def test_days_and_months_are_short_where_there_is_little_room(
    language: str, short: str, of_month: str, short_of_month: str
) -> None:
    found = date(2026, 5, 3)
    with translation.override(language):
        assert (karn_format.short_day(found), karn_format.month(found), karn_format.short_month(found)) == (
            short,
            of_month,
            short_of_month,
        )


@pytest.mark.parametrize(("language", "written"), [("en", "Mar 26"), ("nl", "mrt 26"), ("sv", "mars 26")])
def test_a_month_under_a_bar_has_its_languages_short_name(language: str, written: str) -> None:
    with translation.override(language):
        assert karn_format.tight_month(date(2026, 3, 1)) == written


def test_nothing_is_written_as_a_dash_everywhere() -> None:
    numbers = (
        karn_format.money,
        karn_format.money_whole,
        karn_format.percent,
        karn_format.count,
        karn_format.decimal,
    )
    days = (karn_format.day, karn_format.short_day, karn_format.month, karn_format.short_month)
    assert {write(None) for write in (*numbers, *days, karn_format.moment)} == {"–"}
    assert {write("") for write in (*numbers, *days)} == {"–"}


@pytest.mark.parametrize(("language", "written"), [("en", "0%"), ("nl", "0%"), ("sv", f"0{NBSP}%")])
def test_nought_is_a_number_and_no_dash(language: str, written: str) -> None:
    with translation.override(language):
        assert (karn_format.percent(0, 0), karn_format.count(0)) == (written, "0")
