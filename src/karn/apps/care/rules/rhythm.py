"""Contact rhythm: when somebody wants to be heard again, and what the tasks of it say. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from babel.dates import format_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.rules.kinds import Facts, Kind
from karn.platform.amounts import reader_locale

RHYTHM = "care.rhythm"
AFTER_SALES, AFTER_SOLVED = "care.after_sales", "care.after_solved"
AFTER_TAKEN_UP, AFTER_PROMISE = "care.after_taken_up", "care.after_promise"

AHEAD_DAYS = 7
"""So many days before somebody wants to be heard it is on the list of who is to do it."""

OWN, SEGMENT, COMPANY = "own", "segment", "company"


@dataclass(frozen=True, slots=True)
class Beat:
    """How often somebody wants to be heard, and how we know: asked, by a segment's name, or by default."""

    days: int
    how: str = COMPANY
    segment: str = ""
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rhythms:
    """How often customers want to be heard: `chosen` by id, the company's default for all others."""

    default: int
    chosen: Mapping[int, Beat] = field(default_factory=dict)

    def beat(self, customer: int) -> Beat:
        """Return how often this customer (id) wants to be heard, and how we know."""
        return self.chosen.get(customer) or Beat(self.default)

    def of(self, customer: int) -> int:
        """Return within how many days this customer (id) wants to be heard."""
        return self.beat(customer).days


def due_again(last: date | None, days: int) -> date | None:
    """Return the day by which they want to be heard again; None where nobody knows since when."""
    return None if last is None else last + timedelta(days=days)


def _touch(_facts: Facts) -> str:
    return gettext("Get in touch")


def _why_touch(facts: Facts) -> str:
    days = int(facts.get("days", 0))
    every = ngettext("every day", "every %(n)s days", days) % {"n": days}
    last, asked = facts.get("last"), facts.get("asked_on")
    told = gettext("The last personal contact was on %(day)s") % {"day": _day(last)} if last else gettext(
        "No personal contact is known"
    )  # fmt: skip
    if asked:
        said = gettext("on %(day)s they said they want to hear from you %(every)s")
        return f"{told}; {said % {'day': _day(asked), 'every': every}}."
    said = gettext("they want to hear from you %(every)s") if facts.get("how") == OWN else gettext(
        "your rhythm is %(every)s"
    )  # fmt: skip
    return f"{told}; {said % {'every': every}}."


def _after(_facts: Facts) -> str:
    return gettext("Ask how it pleases")


def _why_after(facts: Facts) -> str:
    return gettext("They ordered on %(day)s, and nobody has spoken with them since.") % {
        "day": _day(facts.get("day"))
    }


def _why_after_solved(facts: Facts) -> str:
    said = gettext("You solved a problem of theirs on %(day)s, and nobody has spoken with them since.")
    return said % {"day": _day(facts.get("day"))}


def _why_after_taken_up(facts: Facts) -> str:
    said = gettext("They took up something new on %(day)s, and nobody has spoken with them since.")
    return said % {"day": _day(facts.get("day"))}


def _why_after_promise(facts: Facts) -> str:
    said = gettext("You kept a promise to them on %(day)s, and nobody has spoken with them since.")
    return said % {"day": _day(facts.get("day"))}


def _day(told: Any) -> str:
    return str(format_date(date.fromisoformat(str(told)), "long", locale=reader_locale())) if told else "–"


AFTER_KINDS: Final = (
    Kind(AFTER_SALES, _("After-sales contact"), _after, _why_after),
    Kind(AFTER_SOLVED, _("After-sales contact"), _after, _why_after_solved),
    Kind(AFTER_TAKEN_UP, _("After-sales contact"), _after, _why_after_taken_up),
    Kind(AFTER_PROMISE, _("After-sales contact"), _after, _why_after_promise),
)
"""One per thing that counts as a delivery."""

KINDS: Final = (Kind(RHYTHM, _("Get in touch again"), _touch, _why_touch), *AFTER_KINDS)
