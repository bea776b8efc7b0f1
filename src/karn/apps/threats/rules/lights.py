"""Five lights: how a key client stands, each with its evidence and its day. No weights, no score.

What was found decides: the worst of it is the light's colour. Where nothing is known the light is off, and
says so: that nobody asked is no good news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Light(StrEnum):
    """What is looked at."""

    ATTITUDE = "attitude"
    ACTIONS = "actions"
    RELATIONSHIPS = "relationships"
    EXPECTATIONS = "expectations"
    EXPERTISE = "expertise"


class Colour(StrEnum):
    """What it says, the best first."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    OFF = "off"


LIGHT_NAMES: Final[dict[str, Promise]] = {
    Light.ATTITUDE: _("Attitude"),
    Light.ACTIONS: _("Actions"),
    Light.RELATIONSHIPS: _("Relationships"),
    Light.EXPECTATIONS: _("Expectations"),
    Light.EXPERTISE: _("Expertise"),
}
LIGHT_MEANS: Final[dict[str, Promise]] = {
    Light.ATTITUDE: _("How they feel about us: open threats, and what they answered last."),
    Light.ACTIONS: _("Whether we do what we said: promises, problems, what is overdue."),
    Light.RELATIONSHIPS: _("Who knows whom, and how recently they spoke."),
    Light.EXPECTATIONS: _("Whether we know what they expect, from themselves, and meet it."),
    Light.EXPERTISE: _("How much they value what we know."),
}
COLOUR_NAMES: Final[dict[str, Promise]] = {
    Colour.GREEN: _("good"),
    Colour.AMBER: _("look here"),
    Colour.RED: _("act"),
    Colour.OFF: _("not known"),
}

STALE_DAYS: Final[dict[str, int]] = {
    Light.ATTITUDE: 180,
    Light.ACTIONS: 90,
    Light.RELATIONSHIPS: 90,
    Light.EXPECTATIONS: 180,
    Light.EXPERTISE: 400,
}
"""After so many days the newest evidence says more about then than about now; reviews are yearly."""

OVERRULED_DAYS: Final = 90
"""So long a person's own judgement holds, unless another day is said."""

# Of five: four is what people give who have nothing to complain of.
_GOOD, _FAIR = 4.0, 3.0
_LONG_OVERDUE_DAYS: Final = 14
_ORDER: Final = (Colour.OFF, Colour.GREEN, Colour.AMBER, Colour.RED)


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence: a code that is said as a sentence, with its facts, its day and its colour."""

    code: str
    on: date
    colour: Colour
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one client on one day, as the apps below count it; days where there are any."""

    on: date
    case_strength: int = 0
    case_since: date | None = None
    case_solved: bool = False
    unhappy_since: date | None = None
    unhappy: bool | None = None
    answered_on: date | None = None
    promises_overdue: int = 0
    overdue_since: date | None = None
    promise_kept_on: date | None = None
    problems_late: int = 0
    problems: int = 0
    problem_since: date | None = None
    warm_ties: int | None = None
    spoke_on: date | None = None
    heard_within: int | None = None
    """Of who is a person without contacts: within how many days they want to be heard."""
    expected: int = 0
    confirmed: int = 0
    confirmed_on: date | None = None
    not_met: int = 0
    reviewed_on: date | None = None
    means: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """One light as it shines: its colour, what was found, and whether the newest of it is old."""

    light: str
    colour: Colour
    found: tuple[Found, ...]
    is_stale: bool


def lights_of(known: Evidence) -> list[Seen]:
    """Return the five lights for what is known, in their order."""
    found = {
        Light.ATTITUDE: _attitude(known),
        Light.ACTIONS: _actions(known),
        Light.RELATIONSHIPS: _relationships(known),
        Light.EXPECTATIONS: _expectations(known),
        Light.EXPERTISE: _review(known, "expertise", "expertise"),
    }
    return [seen(light, tuple(its), on=known.on) for light, its in found.items()]


def seen(light: str, found: tuple[Found, ...], *, on: date) -> Seen:
    """Return a light from what was found: the worst decides; stale where the newest of it is old."""
    newest = max((one.on for one in found), default=None)
    is_stale = newest is not None and (on - newest).days > STALE_DAYS[light]
    return Seen(light, worst(one.colour for one in found), found, is_stale)


def worst(colours: Iterable[Colour]) -> Colour:
    """Return the worst of these colours; off where there is none."""
    return max(colours, key=_ORDER.index, default=Colour.OFF)


def _attitude(known: Evidence) -> Sequence[Found]:
    found = []
    if known.case_since is not None:
        is_red = known.case_strength >= 3 and not known.case_solved
        code = "case_solved" if known.case_solved else "case"
        found.append(Found(code, known.case_since, Colour.RED if is_red else Colour.AMBER))
    if known.unhappy_since is not None:  # a happy answer to another survey does not settle it
        found.append(Found("unhappy_open", known.unhappy_since, Colour.RED))
    if known.answered_on is not None and not (known.unhappy and known.unhappy_since):
        code, colour = ("unhappy", Colour.RED) if known.unhappy else ("happy", Colour.GREEN)
        found.append(Found(code, known.answered_on, colour))
    return found


def _actions(known: Evidence) -> Sequence[Found]:
    found = []
    if known.promises_overdue and known.overdue_since is not None:
        is_long = (known.on - known.overdue_since).days > _LONG_OVERDUE_DAYS
        facts = {"n": known.promises_overdue, "since": known.overdue_since.isoformat()}
        found.append(Found("promises", known.on, Colour.RED if is_long else Colour.AMBER, facts))
    if known.problems_late:
        found.append(Found("problems_late", known.on, Colour.AMBER, {"n": known.problems_late}))
    elif known.problems:
        found.append(Found("problems", known.on, Colour.GREEN, {"n": known.problems}))
    if known.promise_kept_on is not None:
        found.append(Found("promise_kept", known.promise_kept_on, Colour.GREEN))
    return found


def _relationships(known: Evidence) -> Sequence[Found]:
    found: list[Found] = []
    if known.heard_within is not None:
        found += _heard(known, known.heard_within)
    elif known.warm_ties is not None:
        colour = (Colour.RED, Colour.AMBER)[known.warm_ties] if known.warm_ties < 2 else Colour.GREEN
        found.append(Found("ties", known.spoke_on or known.on, colour, {"n": known.warm_ties}))
    return [*found, *_review(known, "relations", "relations")]


def _heard(known: Evidence, within: int) -> Sequence[Found]:
    """Return how recently we spoke with somebody who is the tie himself: there is nobody else to know."""
    if known.spoke_on is None:
        return []
    quiet = (known.on - known.spoke_on).days
    colour = Colour.GREEN if quiet <= within else Colour.AMBER if quiet <= 2 * within else Colour.RED
    code = "spoke" if colour == Colour.GREEN else "quiet"
    return [Found(code, known.spoke_on, colour, {"days": within})]


def _expectations(known: Evidence) -> Sequence[Found]:
    found = []
    if known.not_met:
        found.append(Found("not_met", known.on, Colour.RED, {"n": known.not_met}))
    if known.expected:
        facts = {"n": known.expected, "confirmed": known.confirmed}
        is_most = 2 * known.confirmed >= known.expected
        day = known.confirmed_on or known.on
        found.append(Found("confirmed", day, Colour.GREEN if is_most else Colour.AMBER, facts))
    return [*found, *_review(known, "expectations", "met")]


def _review(known: Evidence, question: str, code: str) -> Sequence[Found]:
    mean = known.means.get(question)
    if mean is None or known.reviewed_on is None:
        return []
    colour = Colour.GREEN if mean >= _GOOD else Colour.AMBER if mean >= _FAIR else Colour.RED
    return [Found(f"review_{code}", known.reviewed_on, colour, {"mean": f"{mean:.1f}"})]
