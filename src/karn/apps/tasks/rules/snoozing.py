"""To which day a task is put off: what the buttons mean."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from karn.kernel.errors import BadInput


class Until(StrEnum):
    """What one chooses with one key."""

    TOMORROW = "tomorrow"
    MONDAY = "monday"
    WEEK = "week"


def snooze_day(asked: str, *, on: date) -> date:
    """Return the day that is meant by a choice, or by a day as 2026-12-28; always after `on`.

    Raises BadInput for what is no day, or one that is not to come.
    """
    if asked in tuple(Until):
        return on + timedelta(days=_days(Until(asked), on))
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise BadInput("Choose a day.") from None
    if day <= on:
        raise BadInput("Choose a day to come.")
    return day


def _days(until: Until, on: date) -> int:
    return {Until.TOMORROW: 1, Until.MONDAY: 7 - on.weekday(), Until.WEEK: 7}[until]
