"""Which customers may be the same: by exact keys, and by names that are alike at the same place.

Only customers that share a *block* are compared: the same key, or the first letters of the name in the
same town, or the same postcode. So the work grows with their number and not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from karn.apps.customers.rules.domains import own_domain
from karn.apps.customers.rules.names import name_likeness, sorted_name

REGISTRATION, EMAIL, DOMAIN = "registration_number", "email", "domain"
ADDRESS, PHONE, TOWN, NAME = "name_address", "name_phone", "name_city", "name"
EXACT_KEYS: Final = (REGISTRATION, EMAIL, DOMAIN)
"""The keys a company may let merge by themselves."""

WORTH: Final = {REGISTRATION: 95, EMAIL: 85, ADDRESS: 80, PHONE: 75, DOMAIN: 70, TOWN: 60, NAME: 50}
"""How much each reason says, up to 100: a rank for the queue, not a probability."""

ALIKE = 0.84
"""From here on two names count as alike."""

LENGTHS_APART = 0.3

MANY = {EMAIL: 12, DOMAIN: 6, PHONE: 12, REGISTRATION: 12}
"""A key that more customers share says nothing: a branch office, a host, an accountant's number."""

LARGEST_BLOCK = 60
"""So many are compared with each other; of more, only those whose names share more letters."""

Progress = Callable[[float], None]
"""Hears which share of a search is done, 0 to 1."""

LONGEST_CUT = 64


@dataclass(frozen=True)
class Card:
    """One customer as it is compared. Empty text = not known; what is compared is made once."""

    number: int
    name: str
    company: bool = True
    email: str = ""
    domain: str = ""
    registration: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    @cached_property
    def words(self) -> str:
        """The plain name's words in alphabetical order."""
        return sorted_name(self.name)

    @cached_property
    def address(self) -> str:
        """The mail address, whatever its case."""
        return self.email.lower()

    @cached_property
    def key_domain(self) -> str:
        """The domain by which a company is known."""
        return own_domain(self.domain, self.email) if self.company else ""

    @cached_property
    def digits(self) -> str:
        """The last nine digits of the phone number: the same with and without the country's."""
        found = re.sub(r"\D", "", self.phone)
        return found[-9:] if len(found) >= 8 else ""

    @cached_property
    def town(self) -> str:
        """The town's letters."""
        return _squeezed(self.city)

    @cached_property
    def post(self) -> str:
        """The postcode's letters and digits."""
        return _squeezed(self.postcode)

    @cached_property
    def house(self) -> str:
        """The street and number, letters and digits alone."""
        return _squeezed(self.street)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two customers who may be the same: why, strongest reason first, and how much that says."""

    first: int
    second: int
    reasons: tuple[str, ...]

    @property
    def score(self) -> int:
        """The strongest reason's worth, and a little for each further one."""
        return min(100, WORTH[self.reasons[0]] + 5 * (len(self.reasons) - 1))


def likely_pairs(cards: Iterable[Card], progress: Progress | None = None) -> list[Alike]:
    """Return the pairs that may be the same, the likeliest first; `progress` hears how much is compared.

    100,000 customers take seconds: see LARGEST_BLOCK and MANY for what is left out.
    """
    found = {(one.first, one.second): one for one in _compared(list(cards), progress or _unheard)}
    return sorted(found.values(), key=lambda one: (-one.score, one.first, one.second))


def pairs_with(card: Card, others: Iterable[Card]) -> list[Alike]:
    """Return those of `others` who may be the same as `card`, the likeliest first."""
    found = [alike for other in others if other.number != card.number if (alike := compare(card, other))]
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def compare(one: Card, other: Card) -> Alike | None:
    """Say why two customers may be the same, or None.

    Two companies with registration numbers that differ are two, whatever else they share but an
    address of their own to mail to.
    """
    reasons = [*_keys_shared(one, other), *_names_alike(one, other)]
    if one.registration and other.registration and one.registration != other.registration:
        reasons = [reason for reason in reasons if reason == EMAIL]
    if not reasons:
        return None
    first, second = sorted((one.number, other.number))
    return Alike(first, second, tuple(sorted(reasons, key=lambda reason: -WORTH[reason])))


def _keys_shared(one: Card, other: Card) -> Iterator[str]:
    if one.registration and one.registration == other.registration:
        yield REGISTRATION
    if one.address and one.address == other.address:
        yield EMAIL
    if one.key_domain and one.key_domain == other.key_domain:
        yield DOMAIN


def _names_alike(one: Card, other: Card) -> Iterator[str]:
    if one.company != other.company:
        return
    # Names of very different length cannot be alike; most pairs end here.
    if abs(len(one.words) - len(other.words)) > LENGTHS_APART * max(len(one.words), len(other.words)):
        return
    likeness = name_likeness(one.words, other.words)
    if likeness < ALIKE:
        return
    if (one.post and one.post == other.post) or (one.house and one.house == other.house):
        yield ADDRESS
    if one.digits and one.digits == other.digits:
        yield PHONE
    # Two persons of one name in one town are mostly two persons.
    if one.company and one.town and one.town == other.town:
        yield TOWN
    elif one.company and likeness == 1.0 and not (one.town and other.town):
        yield NAME


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _unheard(_share: float) -> None:
    """Tell nobody."""


def _compared(cards: list[Card], progress: Progress) -> Iterator[Alike]:
    seen: set[tuple[int, int]] = set()
    for block in _blocks(cards, progress):
        for one, other in combinations(block, 2):
            pair = (min(one.number, other.number), max(one.number, other.number))
            if pair in seen:
                continue
            seen.add(pair)
            if alike := compare(one, other):
                yield alike


def _blocks(cards: list[Card], progress: Progress) -> Iterator[list[Card]]:
    families = list(_families(cards))
    for done, family in enumerate(families, start=1):
        yield from family
        progress(done / len(families))


def _families(cards: list[Card]) -> Iterator[Iterator[list[Card]]]:
    """Yield the ways in which customers are put beside those they may be, each with its blocks."""
    keys: dict[str, Callable[[Card], str]] = {
        REGISTRATION: lambda card: card.registration,
        EMAIL: lambda card: card.address,
        DOMAIN: lambda card: card.key_domain,
        PHONE: lambda card: card.digits,
    }
    for kind, key in keys.items():
        yield _small_enough(cards, key, MANY[kind])
    places: tuple[Callable[[Card], str], ...] = (
        lambda card: card.town if card.company else "",
        lambda card: card.post,
        lambda card: card.house,
    )
    for place in places:
        yield _nearby(cards, place)
    companies = [card for card in cards if card.company]
    yield _narrowed(companies, LONGEST_CUT, from_start=True)


def _small_enough(cards: list[Card], key: Callable[[Card], str], most: int) -> Iterator[list[Card]]:
    yield from (block for block in _grouped(cards, key) if len(block) <= most)


def _nearby(cards: list[Card], place: Callable[[Card], str]) -> Iterator[list[Card]]:
    for neighbours in _grouped(cards, place):
        yield from _narrowed(neighbours, 4, from_start=True)
        yield from _narrowed(neighbours, 4, from_start=False)


def _narrowed(cards: list[Card], letters: int, *, from_start: bool) -> Iterator[list[Card]]:
    """Yield those who share the first or last letters of their names; more letters where many do."""

    def cut(card: Card) -> str:
        return card.words[:letters] if from_start else card.words[-letters:]

    for block in _grouped(cards, cut):
        if len(block) <= LARGEST_BLOCK:
            yield block
        elif letters < LONGEST_CUT:
            yield from _narrowed(block, letters * 2, from_start=from_start)


def _grouped(cards: Iterable[Card], key: Callable[[Card], str]) -> Iterator[list[Card]]:
    """Yield the groups of two and more with one key; cards without the key stand in none."""
    groups: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if value := key(card):
            groups[value].append(card)
    yield from (group for group in groups.values() if len(group) > 1)
