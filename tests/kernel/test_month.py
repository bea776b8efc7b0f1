"""Months, and month arithmetic that keeps the anchor day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.kernel.month import Month, add_months, whole_months

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
STEPS = st.integers(-1_200, 1_200)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_a_day_moved_by_months_keeps_its_day_where_the_month_has_it(
    day: str, months: int, moved: str
) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-11-14", "2026-12-13", 0),
        ("2026-11-14", "2026-12-14", 1),
        ("2026-03-15", "2026-03-14", -1),
    ],
)
def test_whole_months_are_counted_by_the_anchor_day(start: str, end: str, months: int) -> None:
    assert whole_months(date.fromisoformat(start), date.fromisoformat(end)) == months


@given(DAYS, STEPS)
def test_a_move_ends_in_the_month_asked_for_and_no_later_than_the_anchor_day(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert Month.of(moved) == Month.of(day).plus(months)
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(DAYS, STEPS)
def test_whole_months_are_the_most_that_fit(day: date, months: int) -> None:
    assert whole_months(day, add_months(day, months)) == months
    assert whole_months(day, add_months(day, months) - timedelta(days=1)) == months - 1


@given(DAYS, STEPS, STEPS)
def test_months_can_be_added_in_any_order(day: date, one: int, other: int) -> None:
    month = Month.of(day)
    assert month.plus(one).plus(other) == month.plus(other).plus(one) == month.plus(one + other)
    assert month.plus(one).plus(-one) == month


@given(DAYS, DAYS)
def test_months_are_ordered_as_their_first_days(one: date, other: date) -> None:
    assert (Month.of(one) < Month.of(other)) == (one.replace(day=1) < other.replace(day=1))
    assert Month.of(one).first_day == one.replace(day=1)
