"""Customers who may be the same: the queue, and two of them side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from karn.apps.customers.models import Customer, DuplicateSearch, Likeness, Merge, Verdict
from karn.apps.customers.queries.customers import customers_visible_to, is_visible_to
from karn.apps.customers.rules.likeness import Alike, Card, pairs_with
from karn.apps.people.models import Person
from karn.platform.locks import is_held
from karn.platform.prepared import prepared
from karn.platform.runs import is_under_way

QUEUE = 20
"""Pairs on one page."""

SEARCH = "customers.duplicates"
"""The job that compares all customers."""

_FACTS = (
    "pk", "name", "kind", "email", "domain", "registration_number", "phone", "street", "postcode", "city",
    "country",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """Pairs to be looked at, the likeliest first; `count` are all of them, `later` those put off."""

    pairs: list[Likeness]
    count: int
    later: int
    search: DuplicateSearch


def duplicate_search() -> DuplicateSearch:
    """Return the last search and the keys that merge by themselves; before the first one an empty one."""
    return DuplicateSearch.objects.first() or DuplicateSearch(pk=1)


def search_lock() -> Path:
    """Return the file that is locked while somebody looks for duplicates."""
    folder: Path = settings.INSTALLATION.data
    return folder / "duplicates.lock"


def is_searching() -> bool:
    """Say whether all customers are compared just now, or will be in a moment."""
    return is_held(search_lock()) or is_under_way(SEARCH)


def queue_for(person: Person, *, verdict: str = Verdict.OPEN) -> Queue:
    """Return the pairs of which this person may see both. Four queries."""
    seen = _seen_by(person)
    return Queue(
        pairs=list(pairs_seen_by(person, verdict=verdict)[:QUEUE]),
        count=seen.filter(verdict=Verdict.OPEN).count(),
        later=seen.filter(verdict=Verdict.LATER).count(),
        search=duplicate_search(),
    )


def pairs_seen_by(person: Person, *, verdict: str = Verdict.OPEN) -> QuerySet[Likeness]:
    """Return all pairs with this verdict of which this person may see both, the likeliest first."""
    pairs = _seen_by(person).filter(verdict=verdict).select_related("first__owner", "second__owner")
    return pairs.order_by("-score", "pk")


def likenesses_seen_by(person: Person, numbers: Collection[int]) -> QuerySet[Likeness]:
    """Return those of these pairs (ids) of which this person may see both, by id."""
    return _seen_by(person).filter(pk__in=list(numbers)).order_by("pk")


def likeness_seen_by(person: Person, number: int) -> Likeness | None:
    """Return the pair, if this person may see both."""
    return _seen_by(person).filter(pk=number).select_related("first__owner", "second__owner").first()


def likeness_between(one: int, other: int) -> Likeness | None:
    """Return what was found of these two customers (ids), in any order."""
    return Likeness.objects.filter(first=min(one, other), second=max(one, other)).first()


def _seen_by(person: Person) -> QuerySet[Likeness]:
    return Likeness.objects.filter(is_visible_to(person, "first"), is_visible_to(person, "second"))


def likely_the_same(customer: Customer, *, person: Person) -> list[tuple[Likeness, Customer]]:
    """Return the open pairs of this customer of which the person may see both, each with the other one."""
    if not _open_pairs_of(customer=customer.pk):  # as good as always
        return []
    pairs = _seen_by(person).filter(Q(first=customer) | Q(second=customer), verdict=Verdict.OPEN)
    listed = pairs.select_related("first", "second").order_by("-score", "pk")[:3]
    return [(pair, pair.second if pair.first_id == customer.pk else pair.first) for pair in listed]


@prepared
def _open_pairs_of(customer: int) -> QuerySet[Likeness, int]:
    its = Likeness.objects.filter(Q(first=customer) | Q(second=customer), verdict=Verdict.OPEN)
    return its.order_by().values_list("pk", flat=True)[:1]


def cards() -> Iterator[Card]:
    """Yield every customer whom lists speak of, as it is compared. One query."""
    for row in Customer.objects.order_by("pk").values_list(*_FACTS).iterator(chunk_size=10_000):
        yield _card(row)


def _card(row: tuple[object, ...]) -> Card:
    number, name, kind, *facts = row
    return Card(int(str(number)), str(name), kind == "company", *(str(fact) for fact in facts))


def alike_customers(customer: Customer, *, person: Person, limit: int = 3) -> list[tuple[Customer, Alike]]:
    """Return whom this person may see who may be the same as `customer`, the likeliest first. One query."""
    # By the index of names, which a search for words inside them would not use.
    begins = customer.name[:4].lower()
    sought = Q(folded__gte=begins, folded__lt=f"{begins}\uffff")
    if customer.email:
        sought |= Q(small_email=customer.email.lower())
    for field in ("domain", "registration_number"):
        if value := getattr(customer, field):
            sought |= Q(**{field: value})
    visible = customers_visible_to(person).annotate(folded=Lower("name"), small_email=Lower("email"))
    near = visible.filter(sought).exclude(pk=customer.pk)[:200]
    found = {other.pk: other for other in near}
    mine = card_of(customer)
    alike = pairs_with(mine, [card_of(other) for other in found.values()])
    return [(found[one.second if one.first == customer.pk else one.first], one) for one in alike[:limit]]


def card_of(customer: Customer) -> Card:
    """Return the customer as it is compared."""
    return _card(tuple(getattr(customer, fact) for fact in _FACTS))


def source_ids_of(customer: Customer) -> list[Customer]:
    """Return the rows that are the same customer in other sources, by source. One query."""
    return _merged_into(customer=customer.pk)


@prepared
def _merged_into(customer: int) -> QuerySet[Customer]:
    return Customer.everything.filter(merged_into=customer).order_by("source", "source_id")


def merges_into(customer: Customer) -> list[Merge]:
    """Return what was merged into the customer and not undone, newest first. One query."""
    return list(Merge.objects.filter(kept=customer, undone_at__isnull=True).select_related("lost", "by"))


def kept_instead_of(number: int, *, person: Person) -> Customer | None:
    """Return whom the customer `number` turned out to be, if this person may see that one."""
    merged = Customer.everything.filter(pk=number, merged_into__isnull=False).values("merged_into")
    return customers_visible_to(person).filter(pk__in=merged).first()
