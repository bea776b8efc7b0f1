"""What is asked at each refresh."""

from datetime import date

from karn.apps.measures.rules import (
    all_months,
    cohort_months,
    ever,
    last_month,
    questions,
    this_month,
    trailing_months,
)
from karn.kernel.period import Period


def test_the_running_month_ends_with_the_day_of_the_figures() -> None:
    assert this_month(date(2026, 11, 22)) == Period(date(2026, 11, 1), date(2026, 11, 23))


def test_on_the_last_day_the_running_month_is_whole() -> None:
    assert this_month(date(2026, 11, 30)) == Period(date(2026, 11, 1), date(2026, 12, 1))


def test_the_last_month_of_january_lies_in_the_year_before() -> None:
    assert last_month(date(2026, 1, 1)) == Period(date(2025, 12, 1), date(2026, 1, 1))


def test_trailing_months_are_full_ones() -> None:
    assert trailing_months(date(2026, 2, 28), 12) == Period(date(2025, 2, 1), date(2026, 2, 1))
    assert all_months(date(2026, 11, 22)) == Period(date(2023, 11, 1), date(2026, 11, 1))


def test_what_runs_to_the_day_of_the_figures_holds_that_day() -> None:
    assert ever(date(2026, 11, 22), date(2023, 1, 5)) == Period(date(2023, 1, 5), date(2026, 11, 23))
    assert cohort_months(date(2026, 11, 22)) == Period(date(2025, 6, 1), date(2026, 11, 23))


def test_no_two_questions_share_a_name() -> None:
    names = [question.name for question in questions(date(2026, 11, 22), None)]
    assert sorted(names) == sorted(set(names))


def test_a_question_is_kept_with_what_was_asked() -> None:
    asked = {question.name: question.request() for question in questions(date(2026, 11, 22), None)}
    assert asked["net_revenue_retention.year"] == {
        "from": "2023-11-01",
        "to": "2026-11-01",
        "every": "month",
        "span": 12,
        "lost_only": False,
    }


def test_all_time_is_one_day_before_there_is_a_price_state() -> None:
    one_day = Period(date(2026, 11, 22), date(2026, 11, 23))
    assert ever(date(2026, 11, 22), None) == one_day
    assert ever(date(2026, 11, 22), date(2027, 1, 1)) == one_day
