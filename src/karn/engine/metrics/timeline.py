"""Cuts time: periods, slots between all their bounds, and where a slot is felt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from karn.kernel.errors import BadInput
from karn.kernel.month import add_months
from karn.kernel.period import Period

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
DAYS_IN = {"day": 1, "week": 7}
EVERY = (*DAYS_IN, *MONTHS_IN)
MOST_PERIODS = 1_500


def moved(day: date, every: str, steps: int) -> date:
    """Return `day` moved by `steps` intervals; months keep the anchor day."""
    try:
        if every in MONTHS_IN:
            return add_months(day, MONTHS_IN[every] * steps)
        return day + timedelta(days=DAYS_IN[every] * steps)
    except (OverflowError, ValueError) as error:
        raise BadInput(
            "%(day)s moved by %(steps)s × %(every)s is outside the calendar.",
            day=day,
            steps=steps,
            every=every,
        ) from error


def periods_of(period: Period, every: str | None, span: int) -> list[Period]:
    """Cut `period` into consecutive intervals, each reaching `span` intervals back from its end.

    The last one is cut at the period's end. Without `every` it is the period itself.
    """
    if every is None:
        return [period]
    cut: list[Period] = []
    for step in count(1):
        end = min(moved(period.starts_on, every, step), period.ends_on)
        cut.append(Period(moved(period.starts_on, every, step - span), end))
        if end == period.ends_on:
            return cut
        if len(cut) == MOST_PERIODS:
            raise BadInput(
                "That makes more than %(most)s periods: ask for a shorter time or longer intervals.",
                most=MOST_PERIODS,
            )
    raise AssertionError  # count() does not end


def full_months_before(day: date, months: int) -> list[Period]:
    """Return the last `months` full calendar months that end on or before `day`, oldest first."""
    end = day.replace(day=1)
    return [Period(add_months(end, -n), add_months(end, 1 - n)) for n in range(months, 0, -1)]


@dataclass(frozen=True, slots=True)
class Slots:
    """The stretches between all bounds: slot 0 is before the first, slot n begins at bound n - 1."""

    bounds: tuple[date, ...]

    @classmethod
    def between(cls, periods: Sequence[Period]) -> Slots:
        """Return the slots between all bounds of `periods`."""
        return cls(tuple(sorted({day for period in periods for day in (period.starts_on, period.ends_on)})))

    def numbers(self) -> range:
        """The slots' numbers: the last bound is not part of any."""
        return range(len(self.bounds))

    def slot_of(self, day: date) -> int:
        """The number of the slot that holds `day`; the last bound and later have none."""
        return bisect_left(self.bounds, day + timedelta(days=1))

    def end_of(self, slot: int) -> date:
        """The first day after `slot`."""
        return self.bounds[slot]


@dataclass(frozen=True, slots=True)
class Echo:
    """Slot `slot_no` enters the opening (and or or) closing balance from period `period_no` on."""

    slot_no: int
    period_no: int
    opens: bool
    closes: bool


def echoes(slots: Slots, periods: Sequence[Period]) -> Iterator[Echo]:
    """Yield where each slot is felt first. `periods` are in order of both bounds, numbered from 1."""
    starts = [period.starts_on for period in periods]
    ends = [period.ends_on for period in periods]
    for slot in slots.numbers():
        end = slots.end_of(slot)
        opens_at, closes_at = bisect_left(starts, end) + 1, bisect_left(ends, end) + 1
        if opens_at == closes_at <= len(periods):
            yield Echo(slot, opens_at, opens=True, closes=True)
            continue
        if opens_at <= len(periods):
            yield Echo(slot, opens_at, opens=True, closes=False)
        if closes_at <= len(periods):
            yield Echo(slot, closes_at, opens=False, closes=True)


def reaches(slots: Slots, periods: Sequence[Period]) -> Iterator[tuple[int, int, bool]]:
    """Yield (period_no, slot_no, during) for every slot before the end of a period."""
    for number, period in enumerate(periods, start=1):
        for slot in slots.numbers():
            if slots.end_of(slot) <= period.ends_on:
                yield number, slot, slots.end_of(slot) > period.starts_on
