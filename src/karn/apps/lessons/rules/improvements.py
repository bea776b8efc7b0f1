"""Whether an improvement did anything: a share before and after, each with its interval. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from karn.apps.tasks.rules.kinds import Facts, Kind

DAYS: Final = 180
"""So far back and ahead from the day it was done departures are compared, at most."""

FEWEST: Final = 20
"""With fewer departures of a known reason on either side nothing is said yet."""

Z: Final = 1.6448536269514722
"""Of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days before and after an improvement, equally long as far as there are days."""

    since: date
    done_on: date
    until: date


def span_of(done_on: date, on: date) -> Span:
    """Return which notices are compared: from the day it was done on, and as many days before it."""
    days = max(0, min(DAYS, (on - done_on).days + 1))
    return Span(done_on - timedelta(days=days), done_on, done_on + timedelta(days=days))


def wilson(named: int, of: int, z: float = Z) -> tuple[float, float]:
    """Return the 90 % interval of a share (Wilson, JASA 1927); (0, 1) of nobody."""
    if not of:
        return 0.0, 1.0
    share, spread = named / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(before: tuple[int, int], after: tuple[int, int], z: float = Z) -> tuple[float, float]:
    """Return the 90 % interval of how much a share changed (Newcombe, Stat. Med. 1998, method 10).

    Each is (named, of). Both of nobody: (-1, 1).
    """
    shares = [named / of if of else 0.5 for named, of in (before, after)]
    (low_before, high_before), (low_after, high_after) = wilson(*before, z), wilson(*after, z)
    change = shares[1] - shares[0]
    low = change - sqrt((shares[1] - low_after) ** 2 + (high_before - shares[0]) ** 2)
    high = change + sqrt((high_after - shares[1]) ** 2 + (shares[0] - low_before) ** 2)
    return max(-1.0, low), min(1.0, high)


def is_enough(before: int, after: int) -> bool:
    """Say whether there are enough departures on both sides to say anything."""
    return min(before, after) >= FEWEST


def verdict(before: tuple[int, int], after: tuple[int, int]) -> str:
    """Return what came of it: too_few, less, more, or unclear where the interval holds no change."""
    if not is_enough(before[1], after[1]):
        return "too_few"
    low, high = newcombe(before, after)
    if high < 0:
        return "less"
    return "more" if low > 0 else "unclear"


def _text(facts: Facts) -> str:
    return gettext("Improve: %(what)s") % {"what": facts.get("what", "")}


def _why(_facts: Facts) -> str:
    return gettext("It is why customers left: without it, others follow.")


IMPROVEMENT: Final = Kind("lessons.improvement", gettext_lazy("An improvement"), _text, _why, keeps_day=True)
