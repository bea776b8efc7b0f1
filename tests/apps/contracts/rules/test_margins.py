from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.contracts.rules.margins import Margin, earned
from karn.kernel.period import Period

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def test_a_year_brings_twelve_months_and_only_days_in_force_count() -> None:
    assert earned(Decimal(100), starts_on=date(2020, 1, 1), ends_on=None, within=YEAR) == 1200
    assert earned(Decimal(365), starts_on=date(2026, 12, 1), ends_on=None, within=YEAR) == 12 * 31
    assert earned(Decimal(365), starts_on=date(2027, 1, 1), ends_on=None, within=YEAR) == 0
    assert earned(Decimal(365), starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), within=YEAR) == 0


@given(cut=st.integers(1, 364), mrr=st.integers(0, 10_000))
def test_two_parts_of_a_period_bring_what_the_whole_does(cut: int, mrr: int) -> None:
    day = YEAR.starts_on + timedelta(days=cut)
    whole, first, second = (
        earned(Decimal(mrr), starts_on=start, ends_on=end, within=YEAR)
        for start, end in ((YEAR.starts_on, None), (YEAR.starts_on, day), (day, None))
    )
    assert abs(first + second - whole) <= Decimal("0.000001")


def test_a_margin_is_known_only_where_all_its_costs_are() -> None:
    known = Margin(Decimal(1000), Decimal(8), Decimal(480), Decimal(20))
    assert (known.cost, known.margin, known.share) == (500, 500, Decimal("0.5"))
    unpriced = Margin(Decimal(1000), Decimal(8), Decimal(0), Decimal(20), unpriced=Decimal(8))
    assert (unpriced.margin, unpriced.share) == (None, None)
    assert Margin(Decimal(0), Decimal(1), Decimal(50), Decimal(0)).share is None
    assert Margin(Decimal(1), Decimal(0), Decimal(0), Decimal(0), known=False).margin is None
