"""When a client is due for a review, and where two views differ."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.care.rules.reviews import AHEAD_DAYS, QUESTIONS, Heard, checked, differences, next_yearly
from karn.kernel.errors import BadInput

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@given(joined_on=DAYS, on=DAYS)
def test_a_first_review_is_never_sooner_than_a_month_and_within_a_year_of_that(
    joined_on: date, on: date
) -> None:
    due = next_yearly(last_on=None, joined_on=joined_on, on=on)
    first = on + timedelta(days=AHEAD_DAYS)
    assert first <= due <= first + timedelta(days=366)
    if joined_on < first and (joined_on.month, joined_on.day) != (2, 29):
        assert (due.month, due.day) == (joined_on.month, joined_on.day)


def test_the_next_review_is_a_year_after_the_last() -> None:
    assert next_yearly(last_on=date(2024, 2, 29), joined_on=None, on=date(2024, 6, 1)) == date(2025, 2, 28)


def test_the_largest_gap_comes_first_then_the_lowest_score() -> None:
    jo = Heard(1, "Jo", {"expectations": 2, "relations": 4, "expertise": 3}, {"expectations": "Late"})
    piet = Heard(2, "Piet", {"expectations": 4, "relations": 2, "expertise": 5}, {})
    team = Heard(3, "", {"expectations": 4, "relations": 4, "expertise": 5}, {"expectations": "Fine"})
    found = differences([jo, piet], team)
    assert [(one.name, one.question, one.gap) for one in found[:3]] == [
        ("Jo", "expectations", -2), ("Piet", "relations", -2), ("Jo", "expertise", -2),
    ]  # fmt: skip
    assert (found[0].their_words, found[0].our_words) == ("Late", "Fine")
    assert [one.gap for one in differences([jo], None)] == [0, 0, 0]


@pytest.mark.parametrize("score", ["", "0", "6", "011", "٣", "x", "4.5"])
def test_a_score_is_one_to_five(score: str) -> None:
    with pytest.raises(BadInput):
        checked({**dict.fromkeys(QUESTIONS, "3"), "relations": score}, {})
