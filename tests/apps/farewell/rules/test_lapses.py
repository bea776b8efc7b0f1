"""When somebody who gave no notice has left."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.farewell.rules.lapses import drops_out_on, may_be_asked, stays_away_since

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(first=DAYS, span=st.integers(1, 700), count=st.integers(3, 60))
def test_nobody_counts_as_gone_within_sixty_days_or_three_of_their_own_gaps(
    first: date, span: int, count: int
) -> None:
    last = first + timedelta(days=span)
    away = stays_away_since(first, last, count)
    assert away is not None
    assert ((away - last).days >= 60, (away - last).days >= 3 * span / (count - 1)) == (True, True)


@pytest.mark.parametrize(("span", "count"), [(0, 9), (30, 2)])
def test_without_a_rhythm_nobody_counts_as_gone(span: int, count: int) -> None:
    first = date(2026, 1, 1)
    assert stays_away_since(first, first + timedelta(days=span), count) is None


def test_who_left_is_asked_from_a_week_to_six_weeks_later() -> None:
    on = date(2026, 11, 20)
    told = [may_be_asked(on - timedelta(days=days), on) for days in (6, 7, 45, 46)]
    assert told == [False, True, True, False]


@pytest.mark.parametrize(
    ("days", "count", "heard", "silent"),
    [
        (60, 7, 0, 31),  # every ten days: never sooner than after 30 days
        (60, 5, 0, 46),  # every fifteen: three times that
        (60, 5, 9, 55),  # they rang nine days later
        (14, 2, 0, 61),  # of two visits no rhythm is known: the company's
        (0, 3, 0, None),
        (30, 1, 0, None),
    ],
)
def test_an_episode_breaks_off_after_thirty_days_and_three_times_the_rhythm(
    days: int, count: int, heard: int, silent: int | None
) -> None:
    first = date(2026, 1, 1)
    last = first + timedelta(days=days)
    away = drops_out_on(first, last, count, heard=last + timedelta(days=heard), usual=20)
    assert (away and (away - last).days) == silent
