"""Where a customer stands on a day, from price states and notices alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from karn.apps.contracts.rules import (
    Notice,
    Standing,
    Stretch,
    destination_words,
    is_in_force,
    price_words,
    reason_words,
    standing_on,
)

TODAY = date(2026, 3, 10)
BEFORE, AFTER = date(2026, 2, 1), date(2026, 4, 1)


def stretch(starts_on=BEFORE, ends_on=None, *, paid=True, paused=False, number=1) -> Stretch:
    return Stretch(number, starts_on, ends_on, paid, paused)


def notice(notice_on=BEFORE, ends_on=AFTER, undone_on=None, *, number=1, failed=False) -> Notice:
    return Notice(number, notice_on, ends_on, undone_on, failed)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "found"),
    [
        (TODAY, None, True),
        (date(2026, 3, 11), None, False),
        (BEFORE, TODAY, False),
        (BEFORE, date(2026, 3, 11), True),
        (TODAY, TODAY, False),
    ],
)
def test_a_price_is_in_force_from_its_first_day_up_to_its_end(starts_on, ends_on, found) -> None:
    assert is_in_force(TODAY, starts_on=starts_on, ends_on=ends_on) is found


@pytest.mark.parametrize(
    ("stretches", "notices", "standing"),
    [
        ([], [], Standing.NONE),
        ([stretch(AFTER)], [], Standing.NONE),
        ([stretch(paid=False)], [], Standing.NONE),
        ([stretch()], [], Standing.ACTIVE),
        ([stretch(ends_on=TODAY)], [], Standing.LEFT),
        ([stretch(ends_on=TODAY), stretch(TODAY)], [], Standing.ACTIVE),
        ([stretch(ends_on=TODAY), stretch(TODAY, paid=False, paused=True)], [], Standing.PAUSED),
        ([stretch(paid=False, paused=True), stretch(number=2)], [], Standing.ACTIVE),
        ([stretch(ends_on=AFTER)], [], Standing.LEAVING),
        ([stretch(ends_on=AFTER), stretch(number=2)], [], Standing.ACTIVE),
        ([stretch(ends_on=AFTER), stretch(AFTER)], [], Standing.ACTIVE),
        ([stretch()], [notice()], Standing.LEAVING),
        ([stretch()], [notice(number=None)], Standing.LEAVING),
        ([stretch(), stretch(number=2)], [notice()], Standing.ACTIVE),
        ([stretch(), stretch(number=2)], [notice(number=None)], Standing.LEAVING),
        ([stretch()], [notice(undone_on=TODAY)], Standing.ACTIVE),
        ([stretch()], [notice(undone_on=AFTER)], Standing.LEAVING),
        ([stretch()], [notice(ends_on=TODAY)], Standing.ACTIVE),
        ([stretch(ends_on=AFTER)], [notice(notice_on=date(2026, 3, 11))], Standing.ACTIVE),
        ([stretch(ends_on=AFTER)], [notice(notice_on=None, failed=True)], Standing.ACTIVE),
    ],
)
def test_a_customer_stands_where_contracts_and_notices_say(stretches, notices, standing) -> None:
    assert standing_on(TODAY, stretches, notices) is standing


@pytest.mark.parametrize(
    ("given", "known", "in_effect"),
    [
        (notice(), True, True),
        (notice(notice_on=TODAY), True, True),
        (notice(notice_on=AFTER), False, False),
        (notice(notice_on=None), True, True),
        (notice(ends_on=None), True, True),
        (notice(ends_on=TODAY), True, False),
        (notice(undone_on=TODAY), True, False),
        (notice(notice_on=None, failed=True), False, False),
        (notice(notice_on=None, ends_on=TODAY, failed=True), True, False),
    ],
)
def test_a_notice_is_known_and_in_effect_by_its_days(given: Notice, known: bool, in_effect: bool) -> None:
    assert (given.is_known_on(TODAY), given.is_in_effect_on(TODAY)) == (known, in_effect)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ({}, ""),
        ({"quantity": Decimal(5)}, "5 × €39.00"),
        ({"per": "per year"}, "€39.00 per year"),
        ({"discount": Decimal("12.5")}, "€39.00, discount 12.5%"),
        (
            {"quantity": Decimal("2.5"), "per": "per year", "discount": Decimal(10)},
            "2.5 × €39.00 per year, discount 10%",
        ),
    ],
)
def test_a_price_says_how_it_comes_about_unless_it_says_it_all_by_itself(price: dict, words: str) -> None:
    parts = {"per": "", "quantity": Decimal(1), "discount": Decimal(0)} | price
    assert price_words(Decimal(39), "EUR", **parts) == words


def test_our_words_are_translated_and_a_company_s_own_stay() -> None:
    with translation.override("nl"):
        assert (reason_words("price"), destination_words("competitor")) == ("Prijs", "Een concurrent")
        assert (reason_words("Verhuisd naar Spanje"), destination_words("Acme")) == (
            "Verhuisd naar Spanje",
            "Acme",
        )
