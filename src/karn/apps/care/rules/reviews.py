"""When a client is due for a review, who may hold it, and where the two sides differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.kernel.errors import BadInput, message
from karn.kernel.month import add_months

EXPECTATIONS, RELATIONS, EXPERTISE = "expectations", "relations", "expertise"
QUESTIONS: Final = (EXPECTATIONS, RELATIONS, EXPERTISE)
"""The three questions, in the order in which they are asked."""

ASKED: Final[dict[str, Promise]] = {
    EXPECTATIONS: _("How do we meet your expectations?"),
    RELATIONS: _("How good are the relations between our people and yours?"),
    EXPERTISE: _("How much do you value our expertise?"),
}
SHORT: Final[dict[str, Promise]] = {
    EXPECTATIONS: _("expectations"),
    RELATIONS: _("relations"),
    EXPERTISE: _("expertise"),
}

LOWEST, HIGHEST, WEAK = 1, 5, 3
"""Scores go from 1 (poor) to 5 (excellent); up to WEAK our expertise is something to work on."""

YEAR_DAYS, NEW_CONTACT_DAYS, AHEAD_DAYS, LINK_DAYS = 365, 14, 30, 30
"""Who spoke with a client within YEAR_DAYS is not fresh; a contact is new for NEW_CONTACT_DAYS; a review
shows among what there is to do AHEAD_DAYS before; an outsider's link opens for LINK_DAYS."""

_LONGEST: Final = 2000
_SCORES: Final = frozenset(str(score) for score in range(LOWEST, HIGHEST + 1))

BOUND: Final[dict[str, str]] = {
    "owner": message("%(name)s looks after this client: somebody else has fresh eyes."),
    "team": message("%(name)s is in this client's team: somebody else has fresh eyes."),
    "cover": message("%(name)s covered for who looks after this client: somebody else has fresh eyes."),
    "once": message("%(name)s looked after this client within the last year: somebody else has fresh eyes."),
    "talked": message("%(name)s spoke with this client within the last year: somebody else has fresh eyes."),
    "view": message("%(name)s wrote the team's own view of this review: somebody else has fresh eyes."),
}
"""Why somebody is not independent of an account."""


def next_yearly(*, last_on: date | None, joined_on: date | None, on: date) -> date:
    """Return the day by which a key client is to be reviewed next, seen from `on`.

    A year after the last review. Before the first: the next day of the year on which they became a
    customer that leaves a month to prepare, so that a company's reviews spread; unknown = in a month.
    """
    if last_on is not None:
        return add_months(last_on, 12)
    first = on + timedelta(days=AHEAD_DAYS)
    if joined_on is None or joined_on >= first:
        return first
    years = max(first.year - joined_on.year, 0)
    day = add_months(joined_on, 12 * years)
    return day if day >= first else add_months(joined_on, 12 * (years + 1))


def checked(scores: Mapping[str, str], words: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Return what was said as it is kept. Raises BadInput unless each question has a score from 1 to 5."""
    kept: dict[str, int] = {}
    for question in QUESTIONS:
        text = scores.get(question, "").strip()
        if text not in _SCORES:
            raise BadInput("Give each of the three questions a score from 1 to 5.")
        kept[question] = int(text)
    said = {one: words.get(one, "").replace("\x00", "").strip()[:_LONGEST] for one in QUESTIONS}
    return kept, {question: text for question, text in said.items() if text}


@dataclass(frozen=True, slots=True)
class Heard:
    """What one person said: its number and name, the score by question, and the words."""

    number: int
    name: str
    scores: Mapping[str, int]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One question to one person beside our own view. Where the gap is below 0 we think too well of it."""

    voice: int
    name: str
    question: str
    theirs: int
    ours: int | None
    their_words: str
    our_words: str

    @property
    def gap(self) -> int:
        """Their score less ours; 0 where we have none."""
        return 0 if self.ours is None else self.theirs - self.ours

    @property
    def asked(self) -> Promise:
        """The question in words."""
        return ASKED[self.question]

    @property
    def short(self) -> Promise:
        """The question in a word."""
        return SHORT[self.question]


def differences(client: Iterable[Heard], team: Heard | None) -> list[Difference]:
    """Return every question to every person beside our view: the largest gap first, then the lowest score."""
    found = [
        Difference(
            one.number,
            one.name,
            question,
            one.scores[question],
            team.scores.get(question) if team else None,
            one.words.get(question, ""),
            team.words.get(question, "") if team else "",
        )
        for one in client
        for question in QUESTIONS
        if question in one.scores
    ]
    return sorted(
        found,
        key=lambda one: (
            -abs(one.gap),
            one.theirs,
            one.name.casefold(),
            one.voice,
            QUESTIONS.index(one.question),
        ),
    )
