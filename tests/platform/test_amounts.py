"""Numbers and amounts as each language writes them."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from karn.platform.amounts import LOCALES, amount_words, number_words, percent_words, reader_locale, signed

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en", "en_GB"), ("nl", "nl_NL"), ("sv", "sv_SE"), ("nl-be", "nl_NL"), ("de", "en_GB")],
)
def test_a_language_has_a_locale_and_an_unknown_one_reads_english(language: str, locale: str) -> None:
    with translation.override(language):
        assert str(reader_locale()) == locale


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["8.6%", "25%", "25.0%"]),
        ("nl", ["8,6%", "25%", "25,0%"]),
        ("sv", [f"8,6{NBSP}%", f"25{NBSP}%", f"25,0{NBSP}%"]),
    ],
)
def test_a_percentage_has_one_form_in_each_language(language: str, written: list[str]) -> None:
    quarter = Decimal("0.25")
    with translation.override(language):
        said = [percent_words(Decimal("0.0857")), percent_words(quarter), percent_words(quarter, 1)]
    assert said == written


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("en", "EUR", "€1,234.50"),
        ("en", "JPY", "JP¥1,234"),
        ("nl", "EUR", f"€{NBSP}1.234,50"),
        ("nl", "SEK", f"SEK{NBSP}1.234,50"),
        ("sv", "SEK", f"1{NBSP}234,50{NBSP}kr"),
    ],
)
def test_an_amount_stands_with_its_currency(language: str, currency: str, written: str) -> None:
    with translation.override(language):
        assert amount_words(Decimal("1234.5"), currency) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", f"{MINUS}€1,235"), ("nl", f"€{NBSP}-1.235"), ("sv", f"{MINUS}1{NBSP}235{NBSP}€")],
)
def test_a_whole_amount_has_no_cents_and_the_language_s_minus(language: str, written: str) -> None:
    with translation.override(language):
        assert amount_words(Decimal("-1234.6"), "EUR", whole=True) == written


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("en", "2.5", "2.5"),
        ("nl", "2.50", "2,5"),
        ("sv", "1000", f"1{NBSP}000"),
        ("nl", "-3", "-3"),
        ("sv", "-3", f"{MINUS}3"),
        ("en", "0.000001", "0.000001"),
    ],
)
def test_a_number_has_the_decimals_it_has(language: str, number: str, written: str) -> None:
    with translation.override(language):
        assert number_words(Decimal(number)) == written


@given(st.decimals(-(10**9), 10**9, places=6), st.sampled_from(sorted(LOCALES)))
def test_a_number_written_reads_back_as_the_same(number: Decimal, language: str) -> None:
    with translation.override(language):
        written, symbols = number_words(number), reader_locale().number_symbols["latn"]
    plain = written.replace(symbols["group"], "").replace(symbols["decimal"], ".").replace(MINUS, "-")
    assert Decimal(plain) == number


def test_the_minus_of_a_text_follows_the_language() -> None:
    for language, minus in (("en", MINUS), ("nl", "-"), ("sv", MINUS)):
        with translation.override(language):
            assert signed("-5%") == f"{minus}5%"
