"""Names, addresses and numbers of people and companies that do not exist."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

from karn.simulator import words
from karn.simulator.chance import Chance

COUNTRIES = {"nl": "NL", "sv": "SE", "en": "GB"}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A first and a last name."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """The name as one writes it."""
        return f"{self.first} {self.last}"

    @property
    def mailbox(self) -> str:
        """The part of an address before the @."""
        return f"{plain(self.first)}.{plain(self.last)}"


def plain(text: str) -> str:
    """Return `text` in lower case ASCII letters and digits only, for addresses."""
    spelled = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in spelled if letter.isascii() and letter.isalnum())


def phone_number(chance: Chance, country: str) -> str:
    """Return a number nobody has: set aside for fiction (GB, SE), or a prefix not given out (NL, 06-0)."""
    if country == "GB":
        return f"+44 7700 900{chance.whole(0, 999):03d}"
    if country == "SE":
        return f"+46 70 174 06 {chance.whole(5, 99):02d}"
    return f"+31 6 0{chance.whole(0, 9_999_999):07d}"


class Registry:
    """Hands out names; no two companies share one, no two addresses either."""

    def __init__(self) -> None:
        self._companies: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    def person(self, chance: Chance, language: str) -> PersonName:
        """Return somebody's name."""
        return PersonName(chance.pick(words.FIRST_NAMES[language]), chance.pick(words.LAST_NAMES[language]))

    def company(self, chance: Chance, language: str, sector: str, city: str) -> str:
        """Return a company's name that is not taken, with its city where the bare name is."""
        name = _company_name(chance, language, sector)
        self._companies[name] += 1
        if self._companies[name] == 1:
            return name
        return (
            self.company(chance, language, sector, city)
            if chance.happens(0.7)
            else self._elsewhere(name, city)
        )

    def address(self, mailbox: str, domain: str) -> str:
        """Return an e-mail address that is not taken."""
        self._addresses[f"{mailbox}@{domain}"] += 1
        taken = self._addresses[f"{mailbox}@{domain}"]
        return f"{mailbox}@{domain}" if taken == 1 else f"{mailbox}{taken}@{domain}"

    def _elsewhere(self, name: str, city: str) -> str:
        self._companies[f"{name} {city}"] += 1
        taken = self._companies[f"{name} {city}"]
        return f"{name} {city}" if taken == 1 else f"{name} {city} {taken}"


def company_domain(name: str) -> str:
    """Return the web domain of a company, under the top-level domain set aside for examples (RFC 2606)."""
    for form in (" B.V.", " VOF", " AB", " Ltd"):
        name = name.replace(form, "")
    return f"{plain(name)}.example"


def _company_name(chance: Chance, language: str, sector: str) -> str:
    if language != "nl":
        kind, last = chance.pick(words.FOREIGN_KINDS[language]), chance.pick(words.LAST_NAMES[language])
        return (
            f"{last} {chance.pick(words.LAST_NAMES[language])} {kind}{' AB' if language == 'sv' else ' Ltd'}"
        )
    kind = chance.pick(words.COMPANY_KINDS[sector])
    if chance.happens(0.35):
        last = chance.pick(words.LAST_NAMES["nl"])
        return f"{kind} {last[0].upper()}{last[1:]}{chance.weigh(words.LEGAL_FORMS)}"
    stem = chance.pick(words.STEMS) + chance.pick(words.ENDINGS)
    pattern = chance.pick(("{kind} {stem}", "{stem} {kind}", "{kind} De {stem}"))
    return pattern.format(kind=kind, stem=stem) + chance.weigh(words.LEGAL_FORMS)
