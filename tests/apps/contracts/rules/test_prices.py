"""What becomes of a contract's prices when one changes: nothing on other days, and never two at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.contracts.rules.prices import (
    Piece,
    Price,
    discounted,
    ended,
    paused,
    price_changed_from,
    refuse_overlaps,
    reopened,
)
from karn.kernel.errors import BadInput

FIRST = date(2026, 1, 1)
PRICES = st.builds(Price, amount=st.integers(1, 500).map(Decimal), plan=st.sampled_from(["A", "B"]))


@st.composite
def schedules(draw: st.DrawFn) -> list[Piece]:
    """Contracts of one to four prices, perhaps with gaps, perhaps open."""
    pieces, day = [], FIRST
    count = draw(st.integers(1, 4))
    for number in range(count):
        day += timedelta(days=draw(st.sampled_from([0, 0, 10])))
        end = day + timedelta(days=draw(st.integers(1, 60)))
        last = number == count - 1 and draw(st.booleans())
        pieces.append(Piece(day, None if last else end, draw(PRICES), row=number + 1))
        day = end
    return pieces


def on(pieces: list[Piece], day: date) -> Price | None:
    here = [piece.price for piece in pieces if piece.holds(day)]
    assert len(here) <= 1
    return here[0] if here else None


def edges(*schedule: list[Piece]) -> list[date]:
    """Return every day on which anything begins or ends, and the days around: in between nothing happens."""
    ends = {day for pieces in schedule for one in pieces for day in (one.starts_on, one.ends_on) if day}
    return sorted({day + timedelta(days=shift) for day in ends for shift in (-1, 0, 1)})


SPANS = st.tuples(st.integers(0, 200), st.integers(1, 80))


def spread(span: tuple[int, int]) -> tuple[date, date]:
    start = FIRST + timedelta(days=span[0])
    return start, start + timedelta(days=span[1])


@given(pieces=schedules(), span=SPANS)
def test_a_pause_touches_its_own_days_only(pieces: list[Piece], span: tuple[int, int]) -> None:
    start, end = spread(span)
    if on(pieces, start) is None:
        with pytest.raises(BadInput):
            paused(pieces, start, end)
        return
    after = paused(pieces, start, end)
    refuse_overlaps(after)
    for day in edges(pieces, after):
        before = on(pieces, day)
        held = before and replace(before, state="paused", resumes_on=end)
        assert on(after, day) == (held if start <= day < end else before)


@given(pieces=schedules(), span=SPANS, percent=st.integers(1, 100))
def test_a_discount_lowers_what_is_paid_on_its_own_days_only(
    pieces: list[Piece], span: tuple[int, int], percent: int
) -> None:
    start, end = spread(span)
    if on(pieces, start) is None:
        return
    after = discounted(pieces, start, end, percent=Decimal(percent))
    for day in edges(pieces, after):
        before, now = on(pieces, day), on(after, day)
        assert (before is None) == (now is None)
        if before and now:
            share = Decimal(100 - percent) / 100 if start <= day < end else Decimal(1)
            assert now.mrr == before.mrr * share


@given(pieces=schedules(), start=st.integers(0, 200), new=PRICES)
def test_a_new_price_holds_until_another_was_agreed(pieces: list[Piece], start: int, new: Price) -> None:
    day = FIRST + timedelta(days=start)
    old = on(pieces, day)
    if old is None:
        return
    after = price_changed_from(pieces, day, None, new)
    refuse_overlaps(after)
    same = True
    for one in edges(pieces, after):
        before = on(pieces, one)
        same = same and (one < day or before == old)
        assert on(after, one) == (new if one >= day and same else before)


@given(pieces=schedules(), start=st.integers(1, 200))
def test_what_ended_is_paid_until_then_and_can_go_on_again(pieces: list[Piece], start: int) -> None:
    end = FIRST + timedelta(days=start)
    if end <= pieces[0].starts_on:
        return
    after = ended(pieces, end, "voluntary")
    assert all(on(after, day) == (on(pieces, day) if day < end else None) for day in edges(pieces, after))
    if pieces[-1].ends_on is None and pieces[-1].starts_on < end:
        assert reopened(after, end) == pieces


def test_a_price_change_goes_on_after_a_pause_and_keeps_a_discount() -> None:
    pieces = [Piece(FIRST, None, Price(Decimal(100), discount_percent=Decimal(10)), row=1)]
    held = paused(pieces, date(2026, 8, 1), date(2026, 9, 1))
    after = price_changed_from(held, date(2026, 7, 1), None, Price(Decimal(120)))
    assert [(piece.starts_on, piece.price.amount, piece.price.state) for piece in after] == [
        (FIRST, 100, "active"),
        (date(2026, 7, 1), 120, "active"),
        (date(2026, 8, 1), 120, "paused"),
        (date(2026, 9, 1), 120, "active"),
    ]
    assert after[-1].price.mrr == 108
