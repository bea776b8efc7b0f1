"""Finding text whatever its case, in the same way on every database.

Databases fold case differently: SQLite only A to Z, PostgreSQL by the locale it was made with. So the text
looked for becomes a pattern that spells out both cases of each letter, which every database reads alike.
A letter whose other case is more than one letter (İ, ß) is only itself.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache


def pattern_of(text: str, *, start: bool = False, end: bool = False) -> str:
    """Return a regular expression that finds `text` whatever its case, at the `start`, up to the `end`.

    It holds nothing but letters, classes of letters and escaped signs: PostgreSQL and Python read it alike.
    """
    return (r"\A" if start else "") + "".join(map(_either_case, text)) + (r"\Z" if end else "")


def folded(text: str) -> str:
    """Return the text in which letters that the pattern takes for the same are the same."""
    return "".join(map(_fold, text))


def _fold(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def _either_case(letter: str) -> str:
    cases = _cases().get(_fold(letter), letter)
    if len(cases) > 1:
        return f"[{cases}]"
    return f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter


@cache
def _cases() -> dict[str, str]:
    """Return all letters that fold to the same, by what they fold to, where there are several."""
    cases: dict[str, str] = defaultdict(str)
    for letter in map(chr, range(0x20000)):
        if letter.isalpha():
            cases[_fold(letter)] += letter
    return {fold: letters for fold, letters in cases.items() if len(letters) > 1}
