"""How coarsely a thing is kept beside an answer: so that at least five people could have given it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST = 5
"""So many people at least must have in common what stands beside an answer, or is told as a total."""

PERIODS = (1, 3, 6)
"""The lengths of a period in months; the longest is kept where even it had fewer."""

_DAYS_OF_YEAR = 365


class Stay(StrEnum):
    """How long somebody was a customer, in coarse bands."""

    SHORT = "short"
    """Less than a year."""

    MIDDLE = "middle"
    """One to three years."""

    LONG = "long"
    """Three years or longer."""


def stay_of(came_on: date | None, left_on: date) -> str:
    """Return the band of who came and left on these days; nothing where it is not known."""
    if came_on is None or came_on > left_on:
        return ""
    years = (left_on - came_on).days / _DAYS_OF_YEAR
    return Stay.SHORT if years < 1 else Stay.MIDDLE if years < 3 else Stay.LONG


@dataclass(frozen=True, slots=True)
class Count:
    """So many people were asked in a month who have these in common."""

    month: date
    stay: str
    plan: str
    people: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept beside an answer: the period it came in (0 months: not shown), a band, a plan."""

    period_on: date
    months: int
    stay: str
    plan: str


def kept_beside(*, on: date, stay: str, plan: str, asked: Iterable[Count]) -> Kept:
    """Return what may be kept beside an answer of this day.

    The shortest period in which five were asked; then the band and then the plan, each where five who were
    asked in that period share all of it. Who was asked before and answers now counts with those asked now:
    a link opens for two months, so the month before belongs to the period, too.
    """
    counts = list(asked)
    for months in PERIODS:
        start = period_start(on, months)
        within = [count for count in counts if months_later(start, -1) <= count.month <= on]
        if _people(within) >= FEWEST:
            return _with_facts(start, months, within, stay, plan)
    return Kept(period_start(on, PERIODS[-1]), 0, "", "")


def _with_facts(start: date, months: int, within: list[Count], stay: str, plan: str) -> Kept:
    alike = [count for count in within if stay and count.stay == stay]
    if _people(alike) < FEWEST:
        return Kept(start, months, "", "")
    same = [count for count in alike if plan and count.plan == plan]
    return Kept(start, months, stay, plan if _people(same) >= FEWEST else "")


def _people(counts: Iterable[Count]) -> int:
    return sum(count.people for count in counts)


def period_start(on: date, months: int) -> date:
    """Return the first day of the stretch of so many months (of those a year divides into) with this day."""
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def months_later(on: date, months: int) -> date:
    """Return the first day of the month so many months later than that of `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, 1)
