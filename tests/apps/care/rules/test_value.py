"""When a client is told next, and what a draft holds."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.care.rules.value import (
    QUARTER_DAYS,
    Due,
    Item,
    Line,
    as_json,
    from_json,
    lines_of,
    next_recap,
    tidy_lines,
)

TODAY = date(2026, 5, 4)
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))


@given(last_on=st.none() | DAYS, ends=st.lists(DAYS, max_size=3), prices=st.lists(DAYS, max_size=3))
def test_the_soonest_reason_counts_and_it_is_never_later_than_the_quarter(
    last_on: date | None, ends: list[date], prices: list[date]
) -> None:
    due = next_recap(on=TODAY, last_on=last_on, renewals=[(end, None) for end in ends], prices=prices)
    plain = next_recap(on=TODAY, last_on=last_on)
    assert due.due_on <= plain.due_on
    if due.about_on is not None:
        assert due.about_on in {*ends, *prices}
        assert TODAY <= due.due_on <= due.about_on


def test_before_the_last_day_of_notice_and_not_again_when_just_told() -> None:
    end, notice = TODAY + timedelta(days=70), TODAY + timedelta(days=40)
    due = next_recap(on=TODAY, last_on=TODAY - timedelta(days=80), renewals=[(end, notice)])
    assert due == Due("quarter", None, TODAY + timedelta(days=QUARTER_DAYS - 80))
    told = {"on": TODAY, "renewals": [(end, notice)]}
    assert next_recap(last_on=TODAY - timedelta(days=60), **told) == Due(
        "renewal", end, notice - timedelta(days=14)
    )  # type: ignore[arg-type]
    assert next_recap(last_on=TODAY, **told).occasion == "quarter"  # type: ignore[arg-type]
    assert next_recap(on=TODAY, last_on=None, prices=[TODAY + timedelta(days=3)]) == Due(
        "price", TODAY + timedelta(days=3), TODAY
    )


def test_what_came_to_be_known_since_a_draft_was_written_is_there_and_not_ticked() -> None:
    items = [Item("benefit:2", "extra", TODAY, "Second"), Item("problem:1", "problem", TODAY, "First")]
    first = lines_of(items, [], written=False)
    assert [(line.text, line.taken) for line in first] == [("Second", True), ("Solved: First", True)]
    kept = from_json(
        as_json(tidy_lines([Line("benefit:2", TODAY, " Other \n words ", True), Line("", None, " ", True)]))
    )
    assert kept == [Line("benefit:2", TODAY, "Other words", True)]
    again = lines_of(items, kept, written=True)
    assert [(line.text, line.taken) for line in again] == [("Other words", True), ("Solved: First", False)]
