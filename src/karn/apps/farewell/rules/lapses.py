"""When somebody who gave no notice has left: a contract ran out, or purchases or visits stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

GRACE_DAYS = 7
"""So long after the last paid day nobody is asked: a late renewal is no departure."""

LATE_DAYS = 45
"""Who left longer ago is not asked any more."""

FEWEST_ORDERS, FEWEST_DAYS, TIMES = 3, 60, 3
"""Who bought so often, and then not for so many days and so many times their own usual gap, stays away."""

FEWEST_VISITS, SILENT_DAYS = 2, 30
"""Who came so often, and then was not heard of for so many days and three times the rhythm, dropped out."""


class Sign(StrEnum):
    """By what it was recognised."""

    CONTRACT = "contract"
    ORDERS = "orders"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A customer (by id) who left without a word: the last day on which they were one, when it showed."""

    customer_id: int
    left_on: date
    shown_on: date
    sign: Sign


def may_be_asked(left_on: date, on: date) -> bool:
    """Say whether a departure of that day is old enough to be one, and young enough to be asked about."""
    return left_on + timedelta(days=GRACE_DAYS) <= on <= left_on + timedelta(days=LATE_DAYS)


def stays_away_since(first: date, last: date, count: int) -> date | None:
    """Return the day on which somebody who ordered so often between these days counts as gone.

    Three of their own usual gaps after the last order, and never sooner than 60 days; None for who ordered
    less than three times, or always on one day: of them no rhythm is known.
    """
    if count < FEWEST_ORDERS or first >= last:
        return None
    gap = (last - first).days / (count - 1)
    return last + timedelta(days=max(FEWEST_DAYS, ceil(TIMES * gap)))


def drops_out_on(first: date, last: date, count: int, *, heard: date, usual: int) -> date | None:
    """Return the day on which an episode of so many visits between these days counts as broken off.

    Silence counts from the day they were last `heard` of: more than 30 days, and more than three times the
    rhythm: their own from three visits on, else the company's `usual` days. None for who came only once: of
    them no episode began.
    """
    if count < FEWEST_VISITS or first >= last:
        return None
    rhythm = (last - first).days / (count - 1) if count > FEWEST_VISITS else usual
    return max(last, heard) + timedelta(days=max(SILENT_DAYS, ceil(TIMES * rhythm)) + 1)
