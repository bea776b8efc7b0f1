from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from karn.simulator.chance import Chance
from karn.simulator.workdays import (
    add_workdays,
    answer_moment,
    is_workday,
    office_moment,
    workday_from,
    writing_moment,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_weekends_and_fixed_holidays_are_no_workdays():
    assert is_workday(date(2026, 11, 20))
    assert not is_workday(date(2026, 11, 21))
    assert not is_workday(date(2026, 4, 27))
    assert not is_workday(date(2026, 12, 25))


def test_workdays_are_counted_over_the_weekend():
    assert workday_from(date(2026, 11, 21)) == date(2026, 11, 23)
    assert add_workdays(date(2026, 11, 20), 2) == date(2026, 11, 24)
    assert add_workdays(date(2026, 12, 24), 1) == date(2026, 12, 28)


@given(DAYS, st.integers(0, 10**6))
def test_the_office_speaks_in_office_hours(day, seed):
    moment = office_moment(Chance(seed), day)
    assert is_workday(moment.date())
    assert 9 <= moment.hour <= 17


@given(DAYS, st.integers(0, 10**6), st.integers(0, 10))
def test_an_answer_comes_after_the_question(day, seed, workdays):
    chance = Chance(seed)
    asked = writing_moment(chance, day)
    answered = answer_moment(chance, asked, workdays)
    assert answered > asked
    assert is_workday(answered.date())


def test_an_answer_of_the_same_day_waits_for_the_morning_where_the_office_is_shut():
    late = datetime.fromisoformat("2026-11-20T21:30")
    assert answer_moment(Chance(1), late, 0).date() == date(2026, 11, 23)
