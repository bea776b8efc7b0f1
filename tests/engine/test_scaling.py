import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.scaling import DAYS_IN_MONTH, monthly_rate, yearly_rate


def test_five_percent_a_month_is_the_published_rate_a_year():
    assert round(yearly_rate(0.05, DAYS_IN_MONTH), 4) == 0.4596


def test_twenty_percent_a_year_is_the_published_rate_a_month():
    assert round(monthly_rate(0.20, 365), 5) == 0.01842


def test_ten_percent_over_91_days_is_the_published_rate_a_month():
    assert round(monthly_rate(0.10, 91), 5) == 0.03460


@given(rate=st.floats(0, 0.99), days=st.integers(1, 3650))
def test_twelve_months_of_the_monthly_rate_are_the_yearly_one(rate, days):
    assert 1 - (1 - monthly_rate(rate, days)) ** 12 == pytest.approx(yearly_rate(rate, days), abs=1e-9)


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_rate_outside_0_to_1_is_refused(rate):
    with pytest.raises(ValueError, match="between 0 and 1"):
        monthly_rate(rate, 30)
