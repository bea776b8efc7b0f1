"""Slots and echoes: with them opening and closing balances are those of the one predicate."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.engine.metrics.timeline import (
    EVERY,
    Slots,
    echoes,
    full_months_before,
    moved,
    periods_of,
    reaches,
)
from karn.kernel.errors import BadInput
from karn.kernel.period import Period, is_active_just_before

ORIGIN = date(2026, 1, 1)
OFFSETS = st.integers(0, 120)


def day(offset: int) -> date:
    return ORIGIN + timedelta(days=offset)


def in_order(starts: list[int], lengths: list[int]) -> list[Period]:
    """Make periods whose starts and ends are both in order."""
    ends, last = [], 0
    for start, length in zip(sorted(starts), lengths, strict=False):
        last = max(last, start + length)
        ends.append(last)
    return [Period(day(start), day(end)) for start, end in zip(sorted(starts), ends, strict=False)]


FAMILIES = st.builds(
    in_order, st.lists(OFFSETS, min_size=1, max_size=6), st.lists(st.integers(1, 60), min_size=6, max_size=6)
)
SPANS = st.lists(st.tuples(OFFSETS, st.integers(0, 90) | st.none()), max_size=12)


def changes(spans: list[tuple[int, int | None]]) -> list[tuple[date, int]]:
    """What each span adds to the number of those active, and takes away again."""
    found = [(day(start), 1) for start, _ in spans]
    return found + [(day(start + length), -1) for start, length in spans if length is not None]


@given(FAMILIES, SPANS)
def test_balances_rebuilt_from_echoes_are_those_of_the_predicate(periods, spans) -> None:
    slots = Slots.between(periods)
    felt: dict[int, int] = {}
    for on, change in changes(spans):
        felt[slots.slot_of(on)] = felt.get(slots.slot_of(on), 0) + change
    opening, closing = [0] * len(periods), [0] * len(periods)
    for echo in echoes(slots, periods):
        for at in range(echo.period_no - 1, len(periods)):
            opening[at] += echo.opens * felt.get(echo.slot_no, 0)
            closing[at] += echo.closes * felt.get(echo.slot_no, 0)

    def active(on: date) -> int:
        return sum(
            is_active_just_before(
                on, starts_on=day(start), ends_on=None if length is None else day(start + length)
            )
            for start, length in spans
        )

    assert opening == [active(period.starts_on) for period in periods]
    assert closing == [active(period.ends_on) for period in periods]


@settings(max_examples=50)
@given(FAMILIES)
def test_each_slot_is_felt_once_on_each_side_and_never_in_vain(periods) -> None:
    slots = Slots.between(periods)
    found = list(echoes(slots, periods))
    for side in ("opens", "closes"):
        felt = [echo.slot_no for echo in found if getattr(echo, side)]
        assert len(felt) == len(set(felt))
    assert all(echo.opens or echo.closes for echo in found)
    assert {echo.period_no for echo in found} <= set(range(1, len(periods) + 1))


@given(FAMILIES, OFFSETS)
def test_a_slot_holds_the_days_between_two_bounds(periods, offset) -> None:
    slots = Slots.between(periods)
    number = slots.slot_of(day(offset))
    assert number == sum(bound <= day(offset) for bound in slots.bounds)
    if number in slots.numbers():
        assert day(offset) < slots.end_of(number)


@settings(max_examples=50)
@given(FAMILIES)
def test_a_period_reaches_every_slot_before_its_end_and_knows_which_lie_in_it(periods) -> None:
    slots = Slots.between(periods)
    found = list(reaches(slots, periods))
    for number, period in enumerate(periods, start=1):
        first = slots.slot_of(period.starts_on)
        behind = slots.slot_of(period.ends_on)
        assert [row[1:] for row in found if row[0] == number] == [
            (slot, slot >= first) for slot in range(behind)
        ]


def bounds(periods: list[Period]) -> list[tuple[str, str]]:
    return [(str(period.starts_on), str(period.ends_on)) for period in periods]


def test_a_period_is_cut_into_intervals_that_keep_the_anchor_day() -> None:
    cut = periods_of(Period(date(2026, 1, 31), date(2026, 4, 15)), "month", 1)
    assert bounds(cut) == [
        ("2026-01-31", "2026-02-28"),
        ("2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-04-15"),
    ]


def test_a_span_reaches_back_from_the_end_of_each_interval() -> None:
    cut = periods_of(Period(date(2026, 1, 1), date(2026, 3, 1)), "month", 12)
    assert bounds(cut) == [("2025-02-01", "2026-02-01"), ("2025-03-01", "2026-03-01")]


@settings(max_examples=50)
@given(st.integers(1, 800), st.sampled_from(EVERY))
def test_intervals_follow_each_other_and_fill_the_period(days: int, every: str) -> None:
    period = Period(ORIGIN, day(days))
    cut = periods_of(period, every, 1)
    assert (cut[0].starts_on, cut[-1].ends_on) == (period.starts_on, period.ends_on)
    assert all(one.ends_on == other.starts_on for one, other in pairwise(cut))
    assert cut[:-1] == [
        Period(moved(ORIGIN, every, n), moved(ORIGIN, every, n + 1)) for n in range(len(cut) - 1)
    ]


def test_without_intervals_the_period_is_the_only_one() -> None:
    assert periods_of(Period(day(0), day(7)), None, 1) == [Period(day(0), day(7))]


def test_too_many_periods_and_days_outside_the_calendar_are_refused() -> None:
    assert len(periods_of(Period(day(0), day(1_500)), "day", 1)) == 1_500
    with pytest.raises(BadInput, match="That makes more than 1,500 periods"):
        periods_of(Period(day(0), day(1_501)), "day", 1)
    for every in EVERY:
        with pytest.raises(BadInput, match=f"2026-01-01 moved by -900,000 × {every} is outside the calendar"):
            moved(ORIGIN, every, -900_000)


def test_full_months_before_a_day_end_on_or_before_it() -> None:
    assert bounds(full_months_before(date(2026, 3, 31), 2)) == [
        ("2026-01-01", "2026-02-01"),
        ("2026-02-01", "2026-03-01"),
    ]
    assert bounds(full_months_before(date(2026, 4, 1), 1)) == [("2026-03-01", "2026-04-01")]
