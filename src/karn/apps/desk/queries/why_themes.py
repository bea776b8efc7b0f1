"""What leavers said themselves, beside what staff put down: totals of five or more, of nobody alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from karn.apps.exits.queries.themes import Told, summed, told_themes
from karn.apps.exits.rules.coarseness import months_later
from karn.apps.farewell.queries.reasons import reason_list
from karn.apps.farewell.rules.reasons import WHY
from karn.apps.lessons.models import Improvement
from karn.kernel.period import Period

MONTHS: Final = 6
"""So many months before and after an improvement are compared."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: how many answers name it as a person confirmed, and how many for totals as phrases found."""

    code: str
    text: str
    confirmed: int
    found: int


@dataclass(frozen=True, slots=True)
class SaidThemes:
    """What answers of a period are about: of so many `confirmed`, and so many for totals (`found`)."""

    confirmed: int
    found: int
    themes: tuple[Theme, ...]


def themes_said(period: Period) -> SaidThemes:
    """Return what leavers said in the months of a period, of everybody: no customer and no group is known."""
    told = told_themes(period.starts_on.replace(day=1), period.ends_on)
    if not told:
        return SaidThemes(0, 0, ())
    judged, phrased = (
        summed(one for one in told if one.confirmed is by_person) for by_person in (True, False)
    )
    listed = reason_list(WHY)
    themes = [
        Theme(code, listed.text_of(code), judged.themes.get(code, 0), phrased.themes.get(code, 0))
        for code in {*judged.themes, *phrased.themes}
    ]
    ordered = sorted(themes, key=lambda one: (-one.confirmed - one.found, one.text))
    return SaidThemes(judged.answers, phrased.answers, tuple(ordered))


@dataclass(frozen=True, slots=True)
class Around:
    """How many answers named a theme, of how many, before an improvement and since."""

    before: int
    of_before: int
    after: int
    of_after: int


def themes_around(improvements: Iterable[Improvement]) -> dict[int, Around]:
    """Return per improvement that is done (by id) the confirmed answers of half a year before and after.

    By whole months: the one in which it was done belongs to neither. No answers on a side: no entry.
    """
    done = [(one, one.done_on) for one in improvements if one.done_on]
    told = [one for one in told_themes() if one.confirmed] if done else []
    found = {one.pk: _around(told, one.reason, day) for one, day in done}
    return {number: its for number, its in found.items() if its.of_before and its.of_after}


def _around(told: list[Told], theme: str, done_on: date) -> Around:
    month = done_on.replace(day=1)
    first, last = months_later(month, -MONTHS), months_later(month, MONTHS)
    before = summed(one for one in told if first <= one.month < month)
    after = summed(one for one in told if month < one.month <= last)
    return Around(before.themes.get(theme, 0), before.answers, after.themes.get(theme, 0), after.answers)
