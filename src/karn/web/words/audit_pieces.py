"""Details of the audit log made of several codes: `thanks done`, `reviewer person:3`, `attitude red`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from babel import dates, numbers
from django.utils.functional import Promise

from karn.apps.care.models import ProblemStatus, Strength, Uptake
from karn.apps.care.models.confirmations import Decided
from karn.apps.care.models.expectations import Standing
from karn.apps.care.models.promises import Outcome as Kept
from karn.apps.care.models.reviews import Cause as ReviewCause
from karn.apps.care.models.rhythm import Reminded
from karn.apps.care.models.start_ups import Occasion as Beginning
from karn.apps.care.models.value import BenefitKind
from karn.apps.care.models.value import Occasion as RecapOccasion
from karn.apps.care.models.wishes import WishState
from karn.apps.farewell.models.declarations import Proof, Sort, Way
from karn.apps.farewell.models.reasons import Axis, How
from karn.apps.farewell.rules.checklists import STEPS
from karn.apps.fit.models.checks import Fit
from karn.apps.fit.models.decisions import Course
from karn.apps.lessons.models.post_mortems import Cause, Side
from karn.apps.mailing.models.consents import Basis, Purpose, Why
from karn.apps.surveys.models.surveys import Occasion
from karn.apps.tasks.models import MoveKind
from karn.apps.threats.rules.cards import name_of
from karn.apps.threats.rules.cases import STEP_NAMES
from karn.apps.threats.rules.lights import COLOUR_NAMES, LIGHT_NAMES
from karn.engine.signals.catalogue import SIGNALS
from karn.platform.amounts import reader_locale
from karn.platform.runs import job_named
from karn.web.words.audit_codes import DONE

BETWEEN: Final = " · "
_CHOICES: Final = (
    Reminded, Kept, Decided, Standing, ProblemStatus, Strength, Uptake, WishState, ReviewCause, Fit, Way,
    RecapOccasion, BenefitKind, Beginning, Axis, How, Proof, Sort, Course, Cause, Side, Basis, Purpose, Why,
    Occasion, MoveKind,
)  # fmt: skip
_PLAIN: Final = (
    (re.compile(r"\d{1,15}"), lambda found, _names: _count(found)),
    (re.compile(r"\d{4}-\d\d-\d\d"), lambda found, _names: _day(found)),
    (re.compile(r"person:\d{1,15}"), lambda found, names: names.person(found.removeprefix("person:"))),
    (re.compile(r">"), lambda _found, _names: "→"),
)
"""What says itself: counts, days, people."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of people and teams, by their ids."""

    people: Mapping[int, str]
    teams: Mapping[int, str]

    def person(self, number: str) -> str:
        """Return somebody's name; somebody who is gone is known by number."""
        return self.people.get(int(number), f"#{number}")

    def team(self, number: str) -> str:
        """Return a team's name; one that is gone is known by number."""
        return self.teams.get(int(number), f"#{number}")


def in_pieces(detail: str, names: Names) -> str:
    """Return what several codes say, one after the other; nothing where one of them has no words."""
    pieces = list(_pieces(re.split(r"[:,]? ", detail), names))
    return BETWEEN.join(piece for piece in pieces if piece) if all(pieces) else ""


def _pieces(codes: list[str], names: Names) -> Iterator[str]:
    """Yield the words of each stretch of codes, the longest first; nothing for what has none."""
    words = _words()
    while codes:
        for length in range(len(codes), 0, -1):
            if said := _said(" ".join(codes[:length]), words, names):
                break
        yield said
        codes = codes[length:]


def _said(code: str, words: Mapping[str, str | Promise], names: Names) -> str:
    for pattern, saying in _PLAIN:
        if pattern.fullmatch(code):
            return saying(code, names)
    if code in SIGNALS:
        return name_of(code)
    job = job_named(code)
    return str(job.title) if job else str(words.get(code, ""))


@cache
def _words() -> Mapping[str, str | Promise]:
    told: dict[str, str | Promise] = {**COLOUR_NAMES, **LIGHT_NAMES, **STEP_NAMES, **STEPS}
    for choices in _CHOICES:
        told |= {str(member.value): member.label for member in choices}
    return {code: words for code, words in (told | DONE).items() if code}


def _day(text: str) -> str:
    try:
        return dates.format_date(date.fromisoformat(text), "long", locale=reader_locale())
    except ValueError:
        return text


def _count(number: str) -> str:
    return str(numbers.format_decimal(int(number), locale=reader_locale()))
