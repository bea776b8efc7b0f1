"""Half-open periods, and the one predicate of being active."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.kernel.errors import BadInput
from karn.kernel.month import Month
from karn.kernel.period import Period, is_active_just_before

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)), DAYS, st.integers(1, 2_000)
)


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    assert date(2026, 3, 1) in MARCH
    assert date(2026, 3, 31) in MARCH
    assert date(2026, 4, 1) not in MARCH
    assert date(2026, 2, 28) not in MARCH


def test_a_month_is_a_period_of_its_days() -> None:
    assert Period.month(Month(2026, 3)) == MARCH
    assert [Period.month(Month(year, 2)).days for year in (2024, 2026)] == [29, 28]


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_period_without_a_day_is_refused(days: int) -> None:
    start = date(2026, 3, 1)
    with pytest.raises(BadInput, match=r"A period must end after it starts: 2026-03-01 to 202\d"):
        Period(start, start + timedelta(days=days))


def test_months_of_a_period_keep_its_first_day_and_are_cut_at_its_end() -> None:
    cut = Period(date(2026, 1, 31), date(2026, 4, 15)).months()
    assert [(str(month.starts_on), str(month.ends_on)) for month in cut] == [
        ("2026-01-31", "2026-02-28"),
        ("2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-04-15"),
    ]


@given(PERIODS)
def test_months_of_a_period_follow_each_other_and_fill_it(period: Period) -> None:
    months = list(period.months())
    assert (months[0].starts_on, months[-1].ends_on) == (period.starts_on, period.ends_on)
    assert all(one.ends_on == other.starts_on for one, other in pairwise(months))
    assert sum(month.days for month in months) == period.days


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "active"),
    [
        ("2026-02-28", None, True),
        ("2026-03-01", None, False),
        ("2026-01-01", "2026-03-01", True),
        ("2026-01-01", "2026-02-28", False),
        ("2026-02-28", "2026-02-28", False),
    ],
)
def test_what_ends_on_a_day_is_still_active_just_before_it(
    starts_on: str, ends_on: str | None, active: bool
) -> None:
    found = is_active_just_before(
        date(2026, 3, 1),
        starts_on=date.fromisoformat(starts_on),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
    )
    assert found is active


@given(DAYS, st.integers(0, 400) | st.none(), PERIODS)
def test_opening_plus_what_begins_less_what_ends_is_closing(
    starts_on: date, length: int | None, period: Period
) -> None:
    ends_on = None if length is None else starts_on + timedelta(days=length)
    opening, closing = (
        is_active_just_before(day, starts_on=starts_on, ends_on=ends_on)
        for day in (period.starts_on, period.ends_on)
    )
    lasts = ends_on is None or ends_on > starts_on
    began, ended = lasts and starts_on in period, lasts and ends_on is not None and ends_on in period
    assert opening + began - ended == closing
