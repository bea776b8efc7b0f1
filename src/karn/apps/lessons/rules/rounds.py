"""When rounds begin, until when to answer, and by when to act on what they find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from karn.kernel.month import add_months

WEEK: Final = "week"
ANSWER_DAYS: Final = {WEEK: 5}
_MOST_ANSWER_DAYS: Final = 7
ACT_DAYS: Final = {"exposed": 14, "unknown": 7}
"""Within so many days something is done about who is exposed, and found out what nobody knew."""


def next_round(begun_on: date, every: str, *, on: date) -> date:
    """Return the day of the next round, the first after `on` in the rhythm of the one before."""
    step = 1
    while (day := _after(begun_on, every, step)) <= on:
        step += 1
    return day


def answer_by(begun_on: date, every: str) -> date:
    """Return the day by which a round that begins is answered: before the next one does."""
    return begun_on + timedelta(days=ANSWER_DAYS.get(every, _MOST_ANSWER_DAYS))


def act_by(answer: str, answered_on: date) -> date:
    """Return the day by which to act on an answer that makes a task."""
    return answered_on + timedelta(days=ACT_DAYS[answer])


def _after(begun_on: date, every: str, step: int) -> date:
    return begun_on + timedelta(weeks=step) if every == WEEK else add_months(begun_on, step)
