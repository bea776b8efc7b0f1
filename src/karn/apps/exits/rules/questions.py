"""The four questions for who leaves, and how an answer to them is read from a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from karn.apps.exits.rules.coarseness import FEWEST
from karn.kernel.errors import BadInput, message
from karn.kernel.text import plain

TEXTS: Final = ("how", "took", "change")
"""How it was; what they took from it; what they would change."""

MARKS: Final = ("place", "product", "person")
"""What gets one to five."""

READABLE, TOTALS = "readable", "totals"

LONGEST = 2000
BEST = 5

NOTHING_SAID = message("Answer at least one question.")
NOT_CHOSEN = message("Say at the end how your answer may be read.")


@dataclass(frozen=True, slots=True)
class Given:
    """What a leaver filled in."""

    texts: Mapping[str, str]
    marks: Mapping[str, int | None]
    choice: str

    @property
    def says_anything(self) -> bool:
        """Whether any question is answered."""
        return any(self.texts.values()) or any(self.marks.values())


def read_form(fields: Mapping[str, str]) -> Given:
    """Return what the fields of the form say; a mark there is not counts as none. Nothing is refused."""
    texts = {name: plain(fields.get(name, ""))[:LONGEST] for name in TEXTS}
    marks = {name: _mark(fields.get(name, "")) for name in MARKS}
    choice = fields.get("choice", "")
    return Given(texts, marks, choice if choice in (READABLE, TOTALS) else "")


def refuse_unless_whole(given: Given) -> None:
    """Raise BadInput for an answer that says nothing, or not how it may be read."""
    if not given.says_anything:
        raise BadInput(NOTHING_SAID)
    if not given.choice:
        raise BadInput(NOT_CHOSEN)


def _mark(text: str) -> int | None:
    return int(text) if text in {str(mark) for mark in range(1, BEST + 1)} else None


@dataclass(frozen=True, slots=True)
class Added:
    """Answers for totals as one: per question how many gave a mark and their sum, per theme how many."""

    people: int
    marks: dict[str, list[int]]
    themes: dict[str, int]


def add_up(answers: list[tuple[Mapping[str, int | None], frozenset[str]]]) -> Added | None:
    """Return the answers added up, each given as its marks and its themes; None while they are too few.

    A question that fewer than five of them answered is left out, for good: else taking the readable answers
    from the totals would leave what so few said.
    """
    if len(answers) < FEWEST:
        return None
    marks: dict[str, list[int]] = {}
    for name in MARKS:
        given = [mark for its, _themes in answers if (mark := its.get(name)) is not None]
        if len(given) >= FEWEST:
            marks[name] = [len(given), sum(given)]
    codes = sorted({code for _marks, themes in answers for code in themes})
    themes = {code: sum(code in its for _marks, its in answers) for code in codes}
    return Added(len(answers), marks, themes)
