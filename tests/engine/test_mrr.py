from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.mrr import MONTHS_IN_INTERVAL, monthly_amount
from karn.kernel.errors import BadInput, UnknownName

PUBLISHED = [
    ({"amount": 500, "interval": "year", "quantity": 4}, "166.666667"),
    ({"amount": 30, "interval": "month", "quantity": 2}, "60"),
    ({"amount": 90, "interval": "month", "interval_count": 3}, "30"),
    ({"amount": 90, "interval": "quarter"}, "30"),
    ({"amount": 1200, "interval": "year"}, "100"),
    ({"amount": 100, "interval": "month", "quantity": 100}, "10000"),
    ({"amount": 600, "interval": "year", "quantity": 50}, "2500"),
    ({"amount": 120, "interval": "year", "discount_percent": 10}, "9"),
    ({"amount": 2000, "interval": "year"}, "166.666667"),
    ({"amount": 12, "interval": "week"}, "52"),
    ({"amount": 12, "interval": "four_weeks"}, "13"),
    ({"amount": 12, "interval": "day"}, "365"),
    ({"amount": 100, "interval": "month", "discount_amount": 30}, "70"),
    ({"amount": 20, "interval": "month", "discount_amount": 30}, "0"),
]


@pytest.mark.parametrize(("price", "expected"), PUBLISHED)
def test_a_price_is_worth_the_published_amount_a_month(price, expected):
    amount = Decimal(price.pop("amount"))
    assert monthly_amount(amount, **price) == Decimal(expected)


def test_a_discount_that_ends_subtracts_unless_only_lasting_ones_count():
    price = {"interval": "month", "discount_percent": 50, "discount_ends": True}
    assert monthly_amount(Decimal(100), **price) == 50
    assert monthly_amount(Decimal(100), **price, stripe_forever_only=True) == 100


def test_a_lasting_discount_subtracts_where_only_lasting_ones_count():
    assert monthly_amount(Decimal(100), interval="month", discount_percent=50, stripe_forever_only=True) == 50


def test_a_discount_kept_as_a_line_of_its_own_subtracts():
    assert monthly_amount(Decimal(-120), interval="year") == -10
    assert monthly_amount(Decimal(-120), interval="year", discount_amount=Decimal(5)) == -10


def test_a_discount_does_not_make_a_price_negative():
    assert monthly_amount(Decimal(10), interval="month", discount_amount=Decimal(15)) == 0


def test_an_unknown_interval_is_refused():
    with pytest.raises(UnknownName, match="fortnight"):
        monthly_amount(Decimal(1), interval="fortnight")


@pytest.mark.parametrize("wrong", [{"interval_count": 0}, {"discount_percent": 101}, {"discount_amount": -1}])
def test_a_count_or_discount_out_of_range_is_refused(wrong):
    with pytest.raises(BadInput):
        monthly_amount(Decimal(1), interval="month", **wrong)


@given(
    amount=st.decimals(0, 10**6, places=2),
    interval=st.sampled_from(sorted(MONTHS_IN_INTERVAL)),
    quantity=st.integers(1, 50),
)
def test_pieces_and_their_sum_cost_the_same(amount, interval, quantity):
    together = monthly_amount(amount, interval=interval, quantity=quantity)
    assert together == monthly_amount(amount * quantity, interval=interval)
    assert together.as_tuple().exponent == -6
