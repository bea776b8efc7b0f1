"""When an answer may be read, and how long its words stay."""

from __future__ import annotations

from datetime import date, timedelta

from karn.apps.exits.rules.coarseness import months_later

HELD_DAYS = 14
"""So long nobody reads an answer,"""

ENOUGH = 3
"""unless so many are in, which are then read together."""

OPEN_DAYS = 60
"""A link opens the questions for so long."""

WORDS_MONTHS = 12
"""So many months at most words are kept, where nobody set another number."""

SHORTEST_WORDS, LONGEST_WORDS = 6, 24
"""What may be set."""


def held_until(on: date) -> date:
    """Return until when an answer of this day waits: two weeks, and then to a Monday, with others."""
    ends = on + timedelta(days=HELD_DAYS)
    return ends + timedelta(days=-ends.weekday() % 7)


def words_until(period_on: date, months: int) -> date:
    """Return from when on the words are gone: so many months after their period began, never longer."""
    return months_later(period_on, months)
