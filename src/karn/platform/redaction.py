"""Taking a person out of a text: the words by which somebody is known, found and replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self

REDACTED = "[…]"
"""What stands where a person's name, address or number stood."""

FEWEST_DIGITS = 7
NATIONAL_DIGITS = 9
"""So many a Dutch or Swedish number has at most without its zero; what stands before is the country's."""

FEWEST_LETTERS = 3
_NAMING = re.compile(r"(\.(name|email|phone)|attribute:.*)$")
"""Fields of which a condition asks for somebody, by what they are called."""

_SEARCHES = "q"
"""Under which key a list keeps what is searched in it."""

_PARTICLES = frozenset({"van", "von", "der", "den", "het", "ter", "ten", "und", "och"})

_BETWEEN_DIGITS = r"[\s().\-/]*"


@dataclass(frozen=True)
class Words:
    """By which words a person is known.

    `everywhere` are those that mean nobody else: e-mail addresses, telephone numbers, names of two words
    or more. `near` are names of one word, which others have, too: they mean the person only in the texts
    of the same customer. `ids` are the keys it has in sources, as (field, source, id), for instance
    ("customer_id", "billing", "C-17"): they are sought as whole cells of that field in files of that source.
    """

    everywhere: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    ids: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(
        cls, *, names: Iterable[str], addresses: Iterable[str], ids: Iterable[tuple[str, str, str]]
    ) -> Self:
        """Return the words of somebody with these names, and these e-mail addresses and telephone numbers."""
        told = sorted({" ".join(name.split()) for name in names} - {""})
        known = sorted({address.strip() for address in addresses if _says_enough(address.strip())})
        kept = tuple(sorted(set(ids)))
        known += sorted({number for *_, number in kept if "@" in number} - set(known))
        return cls(
            everywhere=(*known, *(name for name in told if " " in name)),
            near=tuple(name for name in told if " " not in name and len(name) >= FEWEST_LETTERS),
            ids=kept,
        )

    @classmethod
    def kept(cls, stored: dict[str, Any]) -> Self:
        """Return the words that :meth:`stored` gave."""
        told = {name: tuple(stored.get(name, ())) for name in ("everywhere", "near")}
        ids = tuple((field, source, number) for field, source, number in stored.get("ids", ()))
        return cls(**told, ids=ids)

    def stored(self) -> dict[str, Any]:
        """Return the words as JSON keeps them."""
        return asdict(self)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Names, whole and word by word, and addresses in small letters: what one searches a person by."""
        names = [word for word in (*self.everywhere, *self.near) if not _is_number(word) and "@" not in word]
        words = {word for name in names for word in name.casefold().split()} - _PARTICLES
        whole = {" ".join(word.casefold().split()) for word in (*self.everywhere, *self.near)}
        return frozenset(whole | {word for word in words if len(word) >= FEWEST_LETTERS})

    def searches_taken_out(self, value: Any) -> Any:
        """Return what somebody asks for (a segment's conditions, a list's search) without the person.

        A value goes where it is, as a whole, the person's address or number, name or a word of the name.
        """
        match value:
            case {"field": str(name), "values": list(values)}:
                asks = _NAMING.search(name) is not None
                return value | {"values": [self._sought_out(one) if asks else one for one in values]}
            case dict():
                return {
                    key: self._sought_out(one) if key == _SEARCHES else self.searches_taken_out(one)
                    for key, one in value.items()
                }
            case list():
                return [self.searches_taken_out(one) for one in value]
        return value

    def _sought_out(self, value: Any) -> Any:
        is_one = isinstance(value, str) and " ".join(value.casefold().split()) in self.parts
        return REDACTED if is_one else value

    def searches_pattern(self) -> str:
        """Return a pattern for a database: it finds JSON with one of the parts as a value. Empty: nothing."""
        told = {
            json.dumps(part, ensure_ascii=escaped)[1:-1] for part in self.parts for escaped in (True, False)
        }
        return "|".join(sorted(f'"\\s*{_loosely(part)}\\s*"' for part in told))

    def nearby(self) -> Words:
        """Return the words as they are sought in the texts of the same customer: names of one word, too."""
        return Words(everywhere=self.everywhere + self.near, ids=self.ids)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        # The longest first: an address may hold a name.
        found = [_sought(word) for word in sorted(self.everywhere, key=len, reverse=True)]
        return re.compile("|".join(found), re.IGNORECASE) if found else None

    def sql_pattern(self) -> str:
        """Return a pattern for a database: it finds every text with one of the words, and perhaps more.

        JSON may be stored with its letters beyond ASCII escaped: those are sought so, too. Empty: nothing.
        """
        plain = {_loosely(word) for word in self.everywhere}
        escaped = {_loosely(json.dumps(word)[1:-1]) for word in self.everywhere}
        return "|".join(sorted(plain | escaped))

    def stand_in(self, text: str) -> bool:
        """Say whether one of the words stands in the text."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def taken_out(self, value: Any) -> Any:
        """Return a text, or whatever JSON holds, without these words."""
        match value:
            case str():
                return self._pattern.sub(REDACTED, value) if self._pattern else value
            case list():
                return [self.taken_out(one) for one in value]
            case dict():
                return {self.taken_out(key): self.taken_out(one) for key, one in value.items()}
        return value


def _says_enough(address: str) -> bool:
    return "@" in address or sum(sign.isdigit() for sign in address) >= FEWEST_DIGITS


def _is_number(word: str) -> bool:
    return "@" not in word and not any(sign.isalpha() for sign in word)


def _sought(word: str) -> str:
    """Return the pattern of one word: not inside a longer one; a number with its country's or without."""
    before = rf"(?:(?:\+|00)?\d{{1,3}}{_BETWEEN_DIGITS})?0?{_BETWEEN_DIGITS}" if _is_number(word) else ""
    return rf"(?<!\w){before}{_loosely(word)}(?!\w)"


def _loosely(word: str) -> str:
    """Return the pattern of the word with any blanks, or of a number's last digits however grouped."""
    if _is_number(word):
        digits = "".join(sign for sign in word if sign.isdigit()).lstrip("0")[-NATIONAL_DIGITS:]
        return _BETWEEN_DIGITS.join(digits)
    return r"\s+".join(re.escape(part) for part in word.split())
