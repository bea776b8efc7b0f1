"""By when somebody looks back: within two months after notice, on whatever day of whatever month."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.lessons.rules.post_mortems import due_after, still_due_since
from karn.apps.lessons.rules.rounds import answer_by, next_round

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_two_months_after_the_last_of_december_is_the_last_of_february() -> None:
    assert [due_after(day) for day in (date(2025, 12, 31), date(2027, 12, 30))] == [
        date(2026, 2, 28),
        date(2028, 2, 29),
    ]


@given(on=DAYS)
def test_a_notice_is_still_asked_about_exactly_until_its_look_back_is_due(on: date) -> None:
    since = still_due_since(on)
    assert due_after(since) < on <= due_after(since + timedelta(days=1))


@given(begun=DAYS, late=st.integers(0, 400), every=st.sampled_from(["week", "month"]))
def test_the_next_round_comes_after_today_and_after_the_one_before_was_to_be_answered(
    begun: date, late: int, every: str
) -> None:
    on = begun + timedelta(days=late)
    following = next_round(begun, every, on=on)
    assert on < following <= on + timedelta(days=31)
    assert answer_by(begun, every) < next_round(begun, every, on=begun)
