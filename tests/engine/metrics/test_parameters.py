"""The tiny tables of a request: typed as declared, and right at the edges of time."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.metrics.parameters import SCHEMAS, Parameters, interval_number, interval_start
from karn.engine.metrics.request import INTERVALS, WEEK_STARTS, Options, request_for
from karn.kernel.errors import BadInput
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def asked(
    name: str, period: Period = MARCH, *modes: str, earliest: date | None = None, **options: Any
) -> Parameters:
    return Parameters(request_for(name, period, modes, Options(**options)), earliest)


def rows(parameters: Parameters, table: str) -> list[tuple]:
    return [tuple(row.values()) for row in parameters.table(table).to_pylist()]


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_table_has_its_declared_columns_with_rows_and_without(table: str) -> None:
    names = ["lifetime_value", *(["cohort_retention", "survival"] if table != "months_before" else [])]
    assert [asked(name).table(table).schema for name in names] == [SCHEMAS[table]] * len(names)


def test_the_calendar_has_each_day_from_the_first_of_the_data_to_the_last_of_the_period() -> None:
    found = asked("customer_churn", earliest=date(2026, 1, 30)).table("calendar").to_pylist()
    assert [row["on_date"] for row in found] == [date(2026, 1, 30) + timedelta(days=n) for n in range(61)]
    (leap,) = [row for row in found if row["on_date"] == date(2026, 2, 28)]
    assert leap == {
        "on_date": date(2026, 2, 28),
        "slot_no": 0,
        "interval_no": 12 * 2026 + 1,
        "day_no": date(2026, 2, 28).toordinal(),
        "month_no": 12 * 2026 + 2,
        "day_of_month": 28,
        "days_in_month": 28,
    }
    assert [row["slot_no"] for row in found[-31:]] == [1] * 31


def test_without_data_the_calendar_begins_the_day_before_the_period() -> None:
    assert rows(asked("customer_churn"), "calendar")[0][0] == date(2026, 2, 28)


def test_periods_are_numbered_in_order() -> None:
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert rows(asked("customer_churn", quarter, every="month"), "periods") == [
        (1, date(2026, 1, 1), date(2026, 2, 1)),
        (2, date(2026, 2, 1), date(2026, 3, 1)),
        (3, date(2026, 3, 1), date(2026, 4, 1)),
    ]


def test_a_lifetime_value_looks_at_six_full_months_before_the_end() -> None:
    parameters = asked("lifetime_value", Period(date(2026, 3, 1), date(2026, 3, 20)))
    assert rows(parameters, "months_before") == [
        (1, number, date(year, month, 1))
        for number, (year, month) in enumerate(
            [(2025, 9), (2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2)], start=1
        )
    ]
    assert rows(parameters, "ticks") == [(t,) for t in range(37)]
    assert asked("customer_churn").months == []


def test_a_month_that_is_a_period_too_is_one_stretch_of_two_series() -> None:
    parameters = asked("lifetime_value")
    assert rows(parameters, "series") == [(1, 1, 6), *((2, month, month) for month in range(1, 7))]
    assert {stretch for stretch, _, _ in rows(parameters, "stretches")} == set(range(1, 7))


def test_a_cell_is_provisional_until_its_interval_is_over_for_the_youngest_member() -> None:
    period = Period(date(2026, 1, 1), date(2026, 3, 15))
    assert rows(asked("cohort_retention", period), "cohorts") == [
        (12 * 2026, date(2026, 1, 1)),
        (12 * 2026 + 1, date(2026, 2, 1)),
        (12 * 2026 + 2, date(2026, 3, 1)),
    ]

    def triangle(*modes: str) -> list[tuple]:
        found = rows(asked("cohort_retention", period, *modes), "cells")
        return [(cohort - 12 * 2026, age, provisional) for cohort, age, _, provisional in found]

    assert triangle() == [
        (0, 0, False), (0, 1, False), (0, 2, True),
        (1, 0, False), (1, 1, True),
        (2, 0, True),
    ]  # fmt: skip
    assert triangle("anniversary") == [
        (0, 0, False), (0, 1, True), (0, 2, True),
        (1, 0, True), (1, 1, True),
        (2, 0, True),
    ]  # fmt: skip


def test_the_request_carries_the_values_that_were_asked() -> None:
    told = asked("lifetime_value", margin=Decimal("0.8"), winning_cost=Decimal(300))
    (found,) = told.table("request").to_pylist()
    expected = {
        "interval_name": "month",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 4, 1),
        "day_no": date(2026, 4, 1).toordinal(),
        "month_no": 12 * 2026 + 4,
        "day_of_month": 1,
        "days_in_month": 30,
        "event": None,
        "margin": 0.8,
        "winning_cost": Decimal(300),
    }
    assert {name: found[name] for name in expected} == expected


def test_too_many_cohorts_are_refused() -> None:
    long = Period(date(2020, 1, 1), date(2030, 1, 1))
    with pytest.raises(BadInput, match="That makes more than 1,500 cohorts"):
        asked("activity_retention", long, interval="day").table("cells")


@given(
    st.dates(date(1900, 1, 8), date(2199, 12, 1)), st.sampled_from(INTERVALS), st.sampled_from(WEEK_STARTS)
)
def test_a_day_lies_in_the_interval_of_its_number(day: date, interval: str, week_start: str) -> None:
    number = interval_number(day, interval, week_start)
    start, end = (interval_start(n, interval, week_start) for n in (number, number + 1))
    assert start <= day < end
    assert interval_number(start, interval, week_start) == number


@given(st.dates(date(1900, 1, 8), date(2199, 12, 1)))
def test_weeks_begin_on_the_day_asked_for(day: date) -> None:
    begins = {
        start: interval_start(interval_number(day, "week", start), "week", start).isoweekday()
        for start in WEEK_STARTS
    }
    assert begins == {"monday": 1, "sunday": 7}
