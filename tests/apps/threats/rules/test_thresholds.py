from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.threats.rules.thresholds import (
    contract_end_strength,
    overdue_strength,
    rise_strength,
    silence_limit,
    usual,
    workdays,
)

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(after=days, length=st.integers(0, 40))
def test_workdays_are_the_mondays_to_fridays_counted_one_by_one(after, length):
    counted = sum((after + timedelta(days=number)).weekday() < 5 for number in range(1, length + 1))
    assert workdays(after, after + timedelta(days=length)) == counted


def test_usual_is_the_median_rounded_up_and_nothing_without_enough():
    assert usual([1, 1, 1.2, 9, 9], 5) == 2
    assert usual([1, 1, 1, 1], 5) is None


@pytest.mark.parametrize(
    ("own", "longest", "keeps", "limit"),
    [(10, 12, True, 30), (10, 45, True, 45), (2, 3, False, 21), (None, 0, True, 90), (None, 0, False, None)],
)
def test_silence_is_measured_by_the_own_habit_before_the_company_s(own, longest, keeps, limit):
    assert silence_limit(own, longest, 90, keeps_rhythm=keeps) == limit


@given(before=st.integers(1, 500), after=st.integers(1, 500))
def test_a_rise_ahead_or_agreed_never_weighs_more(before, after):
    plain = rise_strength(Decimal(before), Decimal(after))
    ahead = rise_strength(Decimal(before), Decimal(after), is_ahead=True)
    agreed = rise_strength(Decimal(before), Decimal(after), was_agreed=True)
    assert (plain is None) == (after <= before) == (ahead is None) == (agreed is None)
    if plain is not None:
        assert 1 <= max(ahead, agreed) <= plain <= 3


@given(days=st.integers(-5, 200), notice=st.integers(0, 90))
def test_a_nearer_contract_end_never_weighs_less(days, notice):
    near, far = contract_end_strength(days, notice), contract_end_strength(days + 1, notice)
    if near and far:
        assert near >= far


@given(days=st.integers(0, 200))
def test_later_invoices_never_weigh_less(days):
    assert (overdue_strength(days) or 0) <= (overdue_strength(days + 1) or 0)
