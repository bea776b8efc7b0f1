"""Public holidays against known calendars, and the laws of working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from karn.apps.company.rules.holidays import (
    easter_sunday,
    holidays_of,
    is_working_day,
    next_working_day,
    working_days_between,
)

EASTERS = {
    2020: (4, 12), 2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5),
    2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13), 2032: (3, 28), 2033: (4, 17),
    2034: (4, 9), 2035: (3, 25),
}  # fmt: skip
"""From published almanacs."""

DAYS = some.dates(date(2020, 1, 1), date(2035, 12, 1))
COUNTRIES = some.sampled_from(["", "NL", "SE"])
CLOSED = some.frozensets(DAYS, max_size=5)


def days(country: str, year: int) -> set[str]:
    return {f"{day:%m-%d}" for day in holidays_of(country, year)}


def test_easter_is_when_the_almanacs_say() -> None:
    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in EASTERS} == EASTERS


def test_the_dutch_holidays_of_a_year() -> None:
    assert days("NL", 2026) == {
        "01-01", "04-05", "04-06", "04-27", "05-05", "05-14", "05-24", "05-25", "12-25", "12-26"
    }  # fmt: skip


def test_the_swedish_holidays_of_a_year() -> None:
    assert days("SE", 2026) == {
        "01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06", "06-19", "06-20",
        "10-31", "12-24", "12-25", "12-26", "12-31",
    }  # fmt: skip


def test_kings_day_is_a_day_earlier_where_it_would_be_a_sunday() -> None:
    moved = [year for year in range(2020, 2036) if date(year, 4, 26) in holidays_of("NL", year)]
    assert moved == [2025, 2031]
    assert all(
        (date(year, 4, 27) in holidays_of("NL", year)) != (year in moved) for year in range(2020, 2036)
    )


@pytest.mark.parametrize(
    ("year", "midsummer", "saints"),
    [(2020, "06-20", "10-31"), (2021, "06-26", "11-06"), (2024, "06-22", "11-02"), (2027, "06-26", "11-06")],
)
def test_midsummer_and_all_saints_are_saturdays(year: int, midsummer: str, saints: str) -> None:
    assert {midsummer, saints} <= days("SE", year)


def test_a_country_without_a_pack_has_weekends_only() -> None:
    assert (is_working_day(date(2026, 12, 25)), is_working_day(date(2026, 12, 26))) == (True, False)


def test_a_company_that_is_always_closed_has_no_next_working_day() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n) for n in range(800)}
    with pytest.raises(ValueError, match="within a year"):
        next_working_day(date(2026, 1, 1), closed=closed)


@given(day=DAYS, country=COUNTRIES, closed=CLOSED)
def test_between_a_day_and_its_next_working_day_nobody_works(
    day: date, country: str, closed: frozenset[date]
) -> None:
    following = next_working_day(day, country=country, closed=closed)
    assert following > day
    assert is_working_day(following, country=country, closed=closed)
    assert working_days_between(day, following, country=country, closed=closed) == 1


@given(first=DAYS, one=some.integers(0, 40), two=some.integers(0, 40), country=COUNTRIES, closed=CLOSED)
def test_working_days_add_up(first: date, one: int, two: int, country: str, closed: frozenset[date]) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)

    def counted(earlier: date, later: date) -> int:
        return working_days_between(earlier, later, country=country, closed=closed)

    assert counted(first, last) == counted(first, middle) + counted(middle, last)
    assert counted(last, first) == (0 if two + one else counted(first, first))
