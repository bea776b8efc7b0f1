"""Taking out of a text who wrote it, who is meant, and how either is reached."""

from __future__ import annotations

import re
from collections.abc import Iterable

from karn.platform.redaction import FEWEST_LETTERS, REDACTED, Words

_ADDRESS = re.compile(r"[\w.+\-]+@[\w\-]+(\.[\w\-]+)+|(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])\+?\d(?:[\s().\-/]{0,2}\d){6,}(?!\w)")


def words_of_leaver(persons: Iterable[str], company: str, addresses: Iterable[str]) -> Words:
    """Return the words by which a leaver is known: a person's name also word by word, a company's whole."""
    names = [part for name in persons for part in (name, *_parts(name))]
    return Words.of(names=[*names, company], addresses=addresses, ids=())


def struck_out(text: str, leaver: Words, ours: Iterable[str]) -> str:
    """Return the text without the leaver, our own people by name, and any address and telephone number.

    A leaver's name goes however it is written. A name of one of ours, only where it is written as one: many
    a first name is a word, too ("will", "mark").
    """
    text = _NUMBER.sub(REDACTED, _ADDRESS.sub(REDACTED, leaver.nearby().taken_out(text)))
    names = {" ".join(name.split()) for name in ours}
    parts = names | {part for name in names for part in _parts(name)}
    spelled = {form for part in parts if part for form in (part, part.title(), part.upper())}
    if not spelled:
        return text
    told = "|".join(re.escape(form) for form in sorted(spelled, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{told})(?!\w)", REDACTED, text)


def _parts(name: str) -> list[str]:
    return [part for part in name.split() if len(part) >= FEWEST_LETTERS and part[0].isupper()]
