"""Amounts with their currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.kernel.errors import BadInput
from karn.kernel.money import Money, six_places

AMOUNTS = st.decimals(-(10**9), 10**9, places=6)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (Decimal(2000) / 12, "166.666667"),
        (Decimal("0.0000005"), "0.000000"),
        (Decimal("0.0000015"), "0.000002"),
        (Decimal("-0.0000025"), "-0.000002"),
        (Decimal(100), "100.000000"),
    ],
)
def test_an_amount_is_rounded_to_six_places_halves_to_even(amount: Decimal, rounded: str) -> None:
    assert str(six_places(amount)) == rounded


@given(AMOUNTS)
def test_an_amount_with_six_places_stays_as_it_is(amount: Decimal) -> None:
    assert six_places(amount) == amount
    assert six_places(amount).as_tuple().exponent == -6


@given(AMOUNTS, AMOUNTS)
def test_what_is_added_can_be_taken_away_again(one: Decimal, other: Decimal) -> None:
    both = Money(one, "EUR") + Money(other, "EUR")
    assert both == Money(one + other, "EUR") == Money(other, "EUR") + Money(one, "EUR")
    assert both - Money(other, "EUR") == Money(one, "EUR")


def test_two_currencies_never_meet() -> None:
    euro, krona = Money(Decimal(1), "EUR"), Money(Decimal(1), "SEK")
    for meet in (lambda: euro + krona, lambda: euro - krona):
        with pytest.raises(BadInput, match="Cannot combine EUR with SEK without an exchange rate"):
            meet()
    assert euro != krona
