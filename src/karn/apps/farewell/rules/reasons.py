"""The ready reasons, which word stands for which, and how sure a coded reason is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from django.utils.translation import gettext, gettext_lazy, override

from karn.apps.contracts.rules import DESTINATIONS, REASONS
from karn.apps.tasks.rules.kinds import Facts, Kind

WHY, WHERE = "why", "where"
NEED_ENDED, OTHER, UNKNOWN = "need_ended", "other", "unknown"
NOT_LISTED: Final = "?"
"""Stands for words that are on no list yet."""

ALIASES: Final[Mapping[str, str]] = {"personal_contact": "contact"}
READY: Final[Mapping[str, tuple[str, ...]]] = {
    WHY: tuple(code for code in REASONS if code not in ALIASES),
    WHERE: tuple(DESTINATIONS),
}
"""The ready reasons, in the order in which they are offered."""

_FACE_TO_FACE: Final = frozenset({"one_to_one", "phone"})
LANGUAGES: Final = ("en", "nl", "sv")
TWO_WEEKS: Final = 14
"""So many days after the notice somebody is asked to put down why."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as it stands now: `number` is its version, an empty `own_text` the ready wording."""

    axis: str
    code: str
    number: int = 1
    own_text: str = ""
    is_retired: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it is one of those that come with Karn."""
        return self.code in READY[self.axis]

    @property
    def text(self) -> str:
        """How it is worded, in the language in force."""
        return self.own_text or ready_text(self.axis, self.code)

    @property
    def written(self) -> str:
        """What is written at the departure: the code of a ready one, else the wording of today."""
        return self.code if self.is_ready else self.own_text


@dataclass(frozen=True)
class ReasonList:
    """One list as it stands now, and all earlier wordings of it: `texts` by code and version."""

    axis: str
    reasons: Mapping[str, Reason]
    texts: Mapping[tuple[str, int], str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, said: str) -> str:
        """Return the code a departure's word stands for; "" for none, NOT_LISTED for one on no list."""
        word = said.strip().casefold()
        if not word:
            return ""
        return self.words.get(word, NOT_LISTED)

    def text_of(self, code: str, number: int = 0) -> str:
        """Return how a reason is worded, or was worded in that version."""
        if not code:
            return gettext("Not known")
        if code == NOT_LISTED:
            return gettext("Not on the list yet")
        own = self.texts.get((code, number)) if number else None
        if own is not None:
            return own or ready_text(self.axis, code)
        return self.reasons[code].text if code in self.reasons else code

    def offered(self, also: str = "") -> list[Reason]:
        """Return the reasons one can choose: those in use, and the one that is chosen already."""
        return [one for one in self.reasons.values() if not one.is_retired or one.code == also]


def ready_text(axis: str, code: str) -> str:
    """Return the ready wording, in the language in force; the code of a reason of one's own."""
    return str((REASONS if axis == WHY else DESTINATIONS).get(code, code))


@cache
def ready_words(axis: str) -> Mapping[str, str]:
    """Return every word a ready reason is known by: its code, its other codes, its name in each language."""
    return dict(_ready_words(axis))


def _ready_words(axis: str) -> Iterator[tuple[str, str]]:
    for code in READY[axis]:
        yield code, code
        for language in LANGUAGES:
            with override(language):
                yield ready_text(axis, code).casefold(), code
    if axis == WHY:
        yield from ALIASES.items()


def is_unverified(why: str, how: str) -> bool:
    """Say whether a reason is only what one says to end a talk: no longer needed, said face to face."""
    return why == NEED_ENDED and how in _FACE_TO_FACE


def surety(why: str, how: str) -> str:
    """Return how sure a reason is: asked, unverified, guess; uncoded where nobody here put it down."""
    if not how:
        return "uncoded"
    if how == "guess":
        return "guess"
    return "unverified" if is_unverified(why, how) else "asked"


def _text(facts: Facts) -> str:
    return gettext("Put down why %(name)s left, and where to") % {"name": facts.get("name", "")}


def _why(_facts: Facts) -> str:
    return gettext(
        "Two weeks after the notice nobody did. Ask once more, by somebody who was not close to it."
    )


CODE_REASON: Final = Kind("farewell.code_reason", gettext_lazy("Why somebody left"), _text, _why)
