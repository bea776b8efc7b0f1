"""By when to ask: working days, and three weeks for what was solved."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.company.rules.holidays import is_working_day
from karn.apps.threats.rules.cases import ASK_AGAIN_DAYS, ask_again_on, ask_by, remind_until

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def test_what_must_be_acted_on_today_is_asked_within_two_working_days() -> None:
    friday = date(2026, 3, 20)
    assert ask_by(3, friday, country="NL", closed=()) == date(2026, 3, 24)
    assert ask_by(2, friday, country="NL", closed=()) == date(2026, 3, 27)
    assert ask_by(3, friday, country="NL", closed=[date(2026, 3, 23)]) == date(2026, 3, 25)


@given(DAYS, st.sampled_from((1, 2, 3)), st.sampled_from(("", "NL", "SE")))
def test_every_day_is_a_working_day_later_and_the_more_urgent_comes_no_later(
    on: date, strength: int, country: str
) -> None:
    by = ask_by(strength, on, country=country, closed=())
    again = ask_again_on(on, country=country, closed=())
    assert all(is_working_day(day, country=country) for day in (by, again))
    assert on < ask_by(3, on, country=country, closed=()) <= by
    assert on + timedelta(days=ASK_AGAIN_DAYS) <= again < on + timedelta(days=ASK_AGAIN_DAYS + 9)
    assert remind_until(on, country=country, closed=()) <= by
