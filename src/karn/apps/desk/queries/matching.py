"""Who matches what somebody looks for: searched, narrowed, counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from karn.apps.contracts.queries import price_states_on
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import customers_visible_to, sees_all
from karn.apps.desk.models import Listing
from karn.apps.people.models import Person
from karn.apps.segments.queries import condition_of, segment_for
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.kernel.errors import BadInput
from karn.platform.prepared import prepared

FEW = 1000
"""Up to so many customers are found once and then known by their ids; of a search, more are not counted."""

_MANY = FEW + 1

SORTS = ("name", "-name", "mrr", "-mrr", "-risk")
STATES: dict[str, Q] = {
    "active": Q(standing__in=(Standing.ACTIVE, Standing.LEAVING)),
    "risk": Q(standing=Standing.ACTIVE, strength__gte=AT_RISK_FROM),
    "sign": Q(standing=Standing.ACTIVE, strength__gt=0, strength__lt=AT_RISK_FROM),
    "leaving": Q(standing=Standing.LEAVING),
    "paused": Q(standing=Standing.PAUSED),
    "left": Q(standing=Standing.LEFT),
    "none": Q(standing=Standing.NONE),
}
"""What a list can be narrowed to, and which listings that is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see. `state` is one of STATES or nothing; others are ignored.

    `owner` is the id of an account manager, none, me, team (one's own) or team-7; `segment` the number of
    one: a segment there is not, or that asks in vain, holds nobody.
    `key` with anything in it leaves key clients only.
    `place` is the token of a page: the customers after (or before) somebody in the chosen order.
    """

    search: str = ""
    state: str = ""
    owner: str = ""
    plan: str = ""
    segment: str = ""
    key: str = ""
    sort: str = "name"
    place: str = ""


def tidy(wish: Wish) -> Wish:
    """Return the wish with what this list does not know left out."""
    return replace(wish, sort=wish.sort if wish.sort in SORTS else "name", search=wish.search.strip()[:200])


@dataclass(frozen=True, slots=True)
class Match:
    """The customers one person may see who match a wish, ready to be sorted.

    `count` is exact, or FEW with `more` set where counting all that a search finds would take long.
    """

    wish: Wish
    person: Person
    on: date
    few: list[int] | None = None
    count: int = 0
    more: bool = False

    @property
    def is_everybody(self) -> bool:
        """Whether these are simply all there are: nothing is asked for, and this person sees everybody."""
        wish = self.wish
        asks = (wish.search, wish.state, wish.owner, wish.plan, wish.segment, wish.key)
        return sees_all(self.person) and not any(asks)

    def customers(self) -> QuerySet[Customer]:
        """Return them as customers, to be sorted by name."""
        if self.few is not None:
            return Customer.objects.filter(pk__in=self.few)
        found = _narrowed(self.wish, self.person, self.on, many=True)
        state = STATES.get(self.wish.state)
        # Where many match, asking each in turn in the order of the list ends early.
        return found.filter(_listed(state)) if state else found

    def listings(self) -> QuerySet[Listing]:
        """Return them as listings, to be sorted by money or by risk."""
        if self.few is not None:
            return Listing.objects.filter(customer__in=self.few)
        listings = Listing.objects.filter(STATES.get(self.wish.state, Q()))
        others = _narrowed(self.wish, self.person, self.on)
        return listings.filter(customer__in=others.values("pk")) if _is_narrowed(others) else listings


def everybody_who_matches(wish: Wish, *, person: Person, on: date) -> Match:
    """Return who matches, however many, without counting."""
    return Match(wish, person, on)


def counted_match(wish: Wish, *, person: Person, on: date) -> Match:
    """Return who matches, counted; a few are known by their ids and not looked for again."""
    match = Match(wish, person, on)
    if match.is_everybody:
        numbers = _anybody()
        return replace(match, count=len(numbers) if len(numbers) <= FEW else _count(wish, person, on))
    numbers = list(_ids(wish, _narrowed(wish, person, on))[: FEW + 1])
    if len(numbers) <= FEW:
        return replace(match, few=numbers, count=len(numbers))
    if wish.search or wish.plan:
        return replace(match, count=FEW, more=True)
    return replace(match, count=_count(wish, person, on))


@prepared
def _anybody() -> QuerySet[Customer, int]:
    return Customer.objects.order_by().values_list("pk", flat=True)[:_MANY]


def ids_that_match(wish: Wish, *, person: Person, on: date, limit: int) -> list[int]:
    """Return the ids of who matches, by name, at most `limit`."""
    found = everybody_who_matches(wish, person=person, on=on).customers()
    return list(found.order_by(Lower("name"), "pk").values_list("pk", flat=True)[:limit])


def _ids(wish: Wish, found: QuerySet[Customer]) -> QuerySet[Any, int]:
    if wish.state not in STATES:
        return found.order_by().values_list("pk", flat=True)
    listings = Listing.objects.filter(STATES[wish.state])
    if not _is_narrowed(found):  # the listings alone know
        return listings.order_by().values_list("pk", flat=True)
    return found.filter(pk__in=listings.values("pk")).order_by().values_list("pk", flat=True)


def _count(wish: Wish, person: Person, on: date) -> int:
    narrowed = _narrowed(wish, person, on).order_by()
    if not _is_narrowed(narrowed):
        # One index is counted; who is hidden stands in the customers' table, not here.
        return Listing.objects.filter(STATES.get(wish.state, Q())).count()
    if wish.state not in STATES:
        return narrowed.count()
    return Listing.objects.filter(STATES[wish.state], customer__in=narrowed.values("pk")).count()


def _is_narrowed(customers: QuerySet[Customer]) -> bool:
    """Whether these are not simply all: listings are of everybody whom lists speak of, and of nobody else."""
    return bool(customers.query.where != Customer.objects.all().query.where)


def _listed(state: Q) -> Exists:
    return Exists(Listing.objects.filter(state, customer=OuterRef("pk")))


def _narrowed(wish: Wish, person: Person, on: date, *, many: bool = False) -> QuerySet[Customer]:
    """Return the customers this person may see, narrowed by everything but the state."""
    customers = customers_visible_to(person)
    if wish.owner:
        customers = customers.filter(_looked_after(wish.owner, person))
    if wish.key:
        customers = customers.filter(is_key=True)
    if wish.segment:
        customers = customers.filter(_belonging(wish.segment, person, on))
    if wish.plan:
        planned = price_states_on(on).filter(subscription__plan=wish.plan)
        its = Exists(planned.filter(subscription__customer=OuterRef("pk")))
        customers = customers.filter(its if many else Q(pk__in=planned.values("subscription__customer")))
    return customers.filter(sought(wish.search))


def customers_matching(wish: Wish, *, person: Person, on: date) -> QuerySet[Customer]:
    """Return the customers this person may see who match a wish, its state left out."""
    return _narrowed(wish, person, on)


def _looked_after(by: str, person: Person) -> Q:
    """Return the condition for who looks after a customer; what names nobody narrows nothing."""
    if by == "none":
        return Q(owner__isnull=True)
    if by == "me":
        return Q(owner=person)
    if by == "team":
        return of_team(person.team_id) if person.team_id else Q(pk__in=[])
    kind, _dash, number = by.rpartition("-")
    if kind in ("", "team") and number.isascii() and number.isdecimal() and len(number) < 19:
        return of_team(int(number)) if kind else Q(owner=int(number))
    return Q()


def of_team(team: int) -> Q:
    """Return the condition that a team looks after a customer: it is named, or the account manager's."""
    return Q(team=team) | Q(team__isnull=True, owner__team=team)


def _belonging(segment: str, person: Person, on: date) -> Q:
    number = int(segment) if segment.isascii() and segment.isdecimal() and len(segment) < 19 else 0
    found = segment_for(person, number)
    try:
        return condition_of(found, on=on) if found else Q(pk__in=[])
    except BadInput:
        return Q(pk__in=[])


def sought(search: str) -> Q:
    """Return the condition for a search: each word in name, address or a contact's name, or it is the id."""
    every = Q()
    for word in search.split()[:5]:
        contacts = Contact.objects.filter(holds("name", word)).values("customer")
        every &= holds("name", word) | holds("email", word) | Q(source_id=word) | Q(pk__in=contacts)
    return every


def holds(field: str, word: str) -> Q:
    """Return the condition that a field has this word in it, whatever its case."""
    # SQLite folds the case of ASCII only: try the usual spellings of words with other letters.
    spellings = {word} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}
    held = Q()
    for spelling in sorted(spellings):
        held |= Q(**{f"{field}__icontains": spelling})
    return held
