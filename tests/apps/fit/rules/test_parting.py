from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.fit.rules.parting import PARTING, due_days

DAY = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@given(DAY, st.integers(0, 400))
def test_every_step_is_due_between_the_decision_and_the_end(on, days):
    ends_on = on + timedelta(days)
    due = due_days(on, ends_on)
    assert list(due) == list(PARTING)
    assert all(on <= day <= ends_on for day in due.values())


def test_handing_over_begins_two_weeks_before_the_end():
    due = due_days(date(2026, 6, 1), date(2026, 9, 1))
    assert (due["tell"], due["hand_over"], due["farewell"]) == (
        date(2026, 6, 4), date(2026, 8, 18), date(2026, 9, 1),
    )  # fmt: skip
