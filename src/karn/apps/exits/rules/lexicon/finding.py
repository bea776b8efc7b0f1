"""Finding themes in what somebody wrote. Pure: a text goes in, phrases with their themes come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from karn.apps.exits.rules.lexicon.dutch import DUTCH
from karn.apps.exits.rules.lexicon.english import ENGLISH
from karn.apps.exits.rules.lexicon.swedish import SWEDISH

VERSION: Final = "1"
"""Goes up with every change of a phrase: what was found before stays marked with the one that found it."""

PHRASES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {"nl": DUTCH, "sv": SWEDISH, "en": ENGLISH}
"""Per language and theme. A word that ends in `*` stands for all that begin so, `~` for up to three words."""

THEMES: Final = (
    "price", "service", "product", "expertise", "expectations", "contact", "need_ended", "moved",
)  # fmt: skip
"""The reasons there are phrases for: the ready reasons without “other”."""

NOT: Final[Mapping[str, frozenset[str]]] = {
    "nl": frozenset({"niet", "geen", "nooit", "noch", "zonder", "niks"}),
    "sv": frozenset({"inte", "ingen", "inga", "inget", "aldrig", "utan", "ej"}),
    "en": frozenset({"not", "no", "never", "none", "without", "nor", "cannot"}),
}
ONLY: Final = frozenset({"alleen", "enkel", "bara", "enbart", "endast", "only", "just", "merely"})
"""“Not only” says it is so."""

BEFORE, AFTER, GAP = 3, 3, 3
"""So many words before a phrase a “not” speaks of it; after it in Dutch and Swedish; and a `~` reaches."""

_CLAUSE = re.compile(r"[.,;:!?()\n]+|\b(?:maar|but|men|although|hoewel|trots att)\b")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A theme, and the words of the text that say so: those at `starts` up to `ends`."""

    code: str
    phrase: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    starts: int
    ends: int


def find_themes(text: str, language: str = "") -> tuple[Found, ...]:
    """Return the themes of a text with the words that say so, in their order; each theme once.

    `language` is nl, sv or en; in any other, phrases of all three are looked for. What is denied is left
    out: “not expensive” is not about the price.
    """
    spoken = [language] if language in PHRASES else list(PHRASES)
    found = {
        (one.code, one.starts): one
        for words in _clauses(text)
        for one_language in spoken
        for one in _found_in(text, words, one_language)
    }
    first: dict[str, Found] = {}
    for one in sorted(found.values(), key=lambda one: (one.starts, one.code)):
        first.setdefault(one.code, one)
    return tuple(first.values())


def themes_in(text: str, language: str = "") -> list[str]:
    """Return the codes of the themes of a text, in the order in which they are said."""
    return [one.code for one in find_themes(text, language)]


def _clauses(text: str) -> Iterator[list[_Word]]:
    """Split a text where a “not” does not reach across: at punctuation and before a but."""
    lowered, at = _lowered(text), 0
    for cut in [*_CLAUSE.finditer(lowered), None]:
        until = cut.start() if cut else len(lowered)
        words = [
            _Word(one[0].replace("’", "'"), one.start(), one.end())
            for one in _WORD.finditer(lowered, at, until)
        ]
        if words:
            yield words
        at = cut.end() if cut else until


def _lowered(text: str) -> str:
    """Return the text in small letters, each where it was: some grow when they are made small."""
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def _found_in(text: str, words: Sequence[_Word], language: str) -> Iterator[Found]:
    for code, parts in _patterns(language):
        for start in range(len(words)):
            end = _match(words, start, parts)
            if end is not None and not _is_denied(words, start, end, parts, language):
                begins, ends = words[start].starts, words[end - 1].ends
                yield Found(code, text[begins:ends], begins, ends)
                break


@cache
def _patterns(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return every phrase of a language as its words, with its theme; the longest first."""
    its = [(code, tuple(said.split())) for code, phrases in PHRASES[language].items() for said in phrases]
    return tuple(sorted(its, key=lambda one: (-len(one[1]), one)))


def _match(words: Sequence[_Word], start: int, parts: Sequence[str]) -> int | None:
    """Return where the phrase ends that begins at this word; None where it does not."""
    if not parts:
        return start
    if parts[0] == "~":
        reached = (_match(words, start + more, parts[1:]) for more in range(GAP + 1))
        return next((end for end in reached if end is not None), None)
    if start < len(words) and _is_word(words[start].text, parts[0]):
        return _match(words, start + 1, parts[1:])
    return None


def _is_word(word: str, part: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part


def _is_denied(words: Sequence[_Word], start: int, end: int, parts: Sequence[str], language: str) -> bool:
    """Say whether a “not” beside the phrase denies it; one that is part of the phrase does not."""
    if any(_says_not(part, language) for part in parts):
        return False
    before = range(max(0, start - BEFORE), start)
    after = range(end, min(len(words), end + AFTER)) if language != "en" else range(0)
    return any(_denies(words, place, language) for place in (*before, *after))


def _denies(words: Sequence[_Word], place: int, language: str) -> bool:
    following = words[place + 1].text if place + 1 < len(words) else ""
    return _says_not(words[place].text, language) and following not in ONLY


def _says_not(word: str, language: str) -> bool:
    return word in NOT[language] or (language == "en" and word.endswith("n't"))
