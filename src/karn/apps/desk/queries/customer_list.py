"""The list of customers: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, OrderBy, Q, QuerySet, Value
from django.db.models.functions import Lower

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.queries import with_mrr
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.desk.models import Listing
from karn.apps.desk.queries.matching import Match, Wish, counted_match, everybody_who_matches
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import fits_on
from karn.apps.people.models import Person
from karn.apps.threats.queries import reasons_of
from karn.platform.prepared import Prepared

if TYPE_CHECKING:
    from karn.apps.contracts.queries.standing import PayingCustomer

PAGE = 50
"""Customers on one page."""

_BATCH = 500
_ABOVE_MONEY = 10**15  # in cents more than anybody pays
_BY_LISTING = {"mrr": F("mrr_cents"), "risk": F("strength") * Value(_ABOVE_MONEY) + F("mrr_cents")}
"""What listings are sorted by: one whole number each. Risk: the strongest sign, then what they pay."""
_LARGEST = 2**63 - 1  # what a database holds


@dataclass(frozen=True, slots=True)
class Row:
    """One customer in the list. `reason` is the strongest sign that somebody may leave, or empty.

    `strength` is its strength, `reasons` how many signs there are. `fit` is told in files, where the company
    has criteria.
    """

    customer_id: int
    source_id: str
    name: str
    email: str
    mrr: Decimal
    currency: str
    mixed: bool
    since: date | None
    owner: str
    standing: Standing
    reason: str
    reasons: int
    strength: int
    is_key: bool = False
    fit: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `count` customers stand on all, or more than that with `more`. Tokens are empty at ends."""

    rows: list[Row]
    count: int
    more: bool
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Somebody in the list, by what it is sorted by; `back` asks for those before."""

    key: str | int
    number: int
    back: bool

    def token(self) -> str:
        text = json.dumps([self.key, self.number, self.back])
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def customer_page(wish: Wish, *, person: Person, on: date) -> Page:
    """Return one page of the customers this person may see, as they stand on `on`. At most six queries.

    Sorted and narrowed by the listings, which :func:`karn.apps.desk.actions.keep_listings` makes: call it
    first. Paged by key, not by number: a customer added meanwhile shifts nobody, none is twice or missing.
    """
    match, place = counted_match(wish, person=person, on=on), _place(wish)
    found = _ordered(match, place, PAGE + 1)
    if place is not None and not found:  # a place nobody stands behind any more
        place, found = None, _ordered(match, None, PAGE + 1)
    beyond, listed = len(found) > PAGE, found[:PAGE]
    back = place is not None and place.back
    if back:
        listed.reverse()
    has_earlier = beyond if back else place is not None
    has_later = bool(listed) if back else beyond
    return Page(
        rows=_rows(listed, on),
        count=match.count,
        more=match.more,
        earlier=_token(wish, listed[0], back=True) if has_earlier and listed else "",
        later=_token(wish, listed[-1], back=False) if has_later and listed else "",
    )


def all_rows(wish: Wish, *, person: Person, on: date) -> Iterator[Row]:
    """Yield every customer of the list in its order, for a file: a few queries per 500 customers."""
    place, match = None, everybody_who_matches(wish, person=person, on=on)
    is_told = current_company().has(Station.CRITERIA)
    while True:
        batch = _ordered(match, place, _BATCH)
        yield from _rows_with_fit(batch, on, is_told=is_told)
        if len(batch) < _BATCH:
            return
        place = _Place(_key(wish, batch[-1]), batch[-1].pk, back=False)


def rows_with(numbers: Sequence[int], *, person: Person, on: date) -> Iterator[Row]:
    """Yield the customers with these ids whom this person may see, in their order: a few queries per 500."""
    is_told = current_company().has(Station.CRITERIA)
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        visible = customers_visible_to(person).filter(pk__in=batch).select_related("owner", "listing")
        found = {customer.pk: customer for customer in with_mrr(visible, on)}
        listed = [found[number] for number in batch if number in found]
        yield from _rows_with_fit(listed, on, is_told=is_told)


def _rows_with_fit(customers: list[PayingCustomer], on: date, *, is_told: bool) -> Iterator[Row]:
    rows = _rows(customers, on)
    if not is_told:
        yield from rows
        return
    fits = fits_on(on, [row.customer_id for row in rows])
    for row in rows:
        yield replace(row, fit=fits.get(row.customer_id, Fit.UNCHECKED.value))


def _ordered(match: Match, place: _Place | None, limit: int) -> list[PayingCustomer]:
    down = match.wish.sort.startswith("-") ^ (place is not None and place.back)
    if not _is_by_listing(match.wish):
        if match.is_everybody:
            return _everybody(match.on, place, down=down, limit=limit)
        return list(_by_name(match, place, down=down)[:limit])
    ids = list(_ids_by_listing(match, place, down=down)[:limit])
    listed = with_mrr(Customer.objects.filter(pk__in=ids), match.on).annotate(folded=Lower("name"))
    found = {customer.pk: customer for customer in listed.select_related("owner", "listing")}
    return [found[number] for number in ids]


_EVERYBODY: dict[tuple[bool, bool, int], Prepared[..., PayingCustomer]] = {}


def _everybody(on: date, place: _Place | None, *, down: bool, limit: int) -> list[PayingCustomer]:
    """Return the next customers by name, of all there are: the page that is looked at most is prepared."""
    shape = (down, place is None, limit)
    if shape not in _EVERYBODY:

        def first(on: date) -> QuerySet[PayingCustomer]:
            return _named(Customer.objects.all(), on, None, down=down)[:limit]

        def further(on: date, key: str, number: int) -> QuerySet[PayingCustomer]:
            beyond = _Place(key, number, back=False)
            return _named(Customer.objects.all(), on, beyond, down=down)[:limit]

        _EVERYBODY[shape] = Prepared(first if place is None else further)
    told = {"on": on} if place is None else {"on": on, "key": place.key, "number": place.number}
    return _EVERYBODY[shape](**told)


def _is_by_listing(wish: Wish) -> bool:
    return wish.sort.removeprefix("-") in _BY_LISTING


def _by_name(match: Match, place: _Place | None, *, down: bool) -> QuerySet[PayingCustomer]:
    return _named(match.customers(), match.on, place, down=down)


def _named(
    customers: QuerySet[Customer], on: date, place: _Place | None, *, down: bool
) -> QuerySet[PayingCustomer]:
    listed = with_mrr(customers, on).annotate(folded=Lower("name")).select_related("owner", "listing")
    if place is not None:
        listed = listed.filter(_beyond("folded", "pk", place, down=down))
    return listed.order_by(*_direction("folded", "pk", down=down))


def _ids_by_listing(match: Match, place: _Place | None, *, down: bool) -> QuerySet[Listing, int]:
    """Return ids by what they pay, or by risk; those who pay nothing stand together at one end, by id."""
    by = _BY_LISTING[match.wish.sort.removeprefix("-")]
    listings = match.listings().alias(rank=ExpressionWrapper(by, BigIntegerField()))
    if place is not None:
        listings = listings.filter(_beyond("rank", "customer", place, down=down))
    return listings.order_by(*_direction("rank", "customer", down=down)).values_list("pk", flat=True)


def _beyond(field: str, number: str, place: _Place, *, down: bool) -> Q:
    """Return the condition for who comes after a place; its first half lets an index find where to begin."""
    beyond = "lt" if down else "gt"
    return Q(**{f"{field}__{beyond}e": place.key}) & (
        Q(**{f"{field}__{beyond}": place.key}) | Q(**{f"{number}__{beyond}": place.number})
    )


def _direction(*fields: str, down: bool) -> list[OrderBy]:
    return [F(field).desc() if down else F(field).asc() for field in fields]


def _key(wish: Wish, customer: Any) -> str | int:
    if not _is_by_listing(wish):
        return str(customer.folded)
    listing: Listing = customer.listing
    return (
        listing.mrr_cents
        if wish.sort.endswith("mrr")
        else listing.strength * _ABOVE_MONEY + listing.mrr_cents
    )


def _token(wish: Wish, customer: Any, *, back: bool) -> str:
    return _Place(_key(wish, customer), customer.pk, back).token()


def _place(wish: Wish) -> _Place | None:
    """Return the place a wish names; one that cannot be read, or of another order, means the beginning."""
    try:
        padded = wish.place + "=" * (-len(wish.place) % 4)
        key, number, back = json.loads(urlsafe_b64decode(padded.encode()))
    except (NotBase64, ValueError, TypeError):
        return None
    if not isinstance(key, int if _is_by_listing(wish) else str) or not isinstance(number, int):
        return None
    if max(abs(number), abs(key) if isinstance(key, int) else 0) > _LARGEST:
        return None
    return _Place(key, number, bool(back))


def _rows(customers: list[PayingCustomer], on: date) -> list[Row]:
    ids = [customer.pk for customer in customers]
    reasons = reasons_of(ids, on=on)
    return [
        Row(
            customer_id=customer.pk,
            source_id=customer.source_id,
            name=customer.name,
            email=customer.email,
            mrr=customer.mrr,
            currency=customer.currency,
            mixed=customer.mixed,
            since=customer.joined_on,
            owner=customer.owner.name if customer.owner else "",
            standing=standing,
            reason=its[0].sentence if its else "",
            reasons=len(its),
            strength=its[0].strength if its else 0,
            is_key=customer.is_key,
        )
        for customer in customers
        for standing in [_standing(getattr(customer, "listing", None))]
        for its in [reasons.get(customer.pk, []) if standing == Standing.ACTIVE else []]
    ]


def _standing(listing: Listing | None) -> Standing:
    return Standing(listing.standing) if listing else Standing.NONE
