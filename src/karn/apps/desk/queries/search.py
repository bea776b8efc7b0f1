"""Finding customers and contacts by a few letters, quickly: for the search, the palette, the quick log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.desk.queries.matching import holds, sought
from karn.apps.people.models import Person
from karn.kernel.text import one_line

A_FEW = 6
"""At most so many of a kind are shown: who sees more types a letter more."""

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer that matches, with what tells it from others of the same name."""

    customer_id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class ContactHit:
    """A contact that matches, and at which customer."""

    customer_id: int
    name: str
    role: str
    customer: str


def customers_found(text: str, *, person: Person, limit: int = A_FEW) -> list[CustomerHit]:
    """Return customers this person may see whose name begins with `text`, then those it is found in.

    Found in: each word in name, e-mail, id or the name of a contact. At most two queries; the first is
    answered by the index of names alone.
    """
    text = _tidy(text)
    if not text:
        return []
    visible = customers_visible_to(person)
    begins = visible.annotate(folded=Lower("name")).filter(_begins(text)).order_by("folded", "pk")
    found: list[Customer] = list(begins[:limit])
    if len(found) < limit:
        others = visible.filter(sought(text)).exclude(pk__in=[one.pk for one in found])
        found += sorted(others[: limit - len(found)], key=_by_name)
    return [hit_of(one) for one in found]


def hit_of(customer: Customer) -> CustomerHit:
    """Return the customer as it is offered for choosing."""
    return CustomerHit(customer.pk, customer.name, _detail(customer))


def contacts_found(text: str, *, person: Person, limit: int = A_FEW) -> list[ContactHit]:
    """Return contacts at customers this person may see, each word in name or e-mail. Two queries."""
    text = _tidy(text)
    if not text:
        return []
    matches = Q()
    for word in text.split()[:5]:
        matches &= holds("name", word) | holds("email", word)
    # Asked of each match in turn, and no join: the other way round is many times slower.
    visible = Exists(customers_visible_to(person).filter(pk=OuterRef("customer")))
    listed = Contact.objects.filter(matches, visible).prefetch_related("customer")[:limit]
    return [ContactHit(one.customer_id, one.name, one.role, one.customer.name) for one in listed]


def _tidy(text: str) -> str:
    return one_line(text)[:200]


def _begins(text: str) -> Q:
    """Return the condition that a folded name begins so, as a range: an index answers it."""
    spellings = {text} if text.isascii() else {text, text.lower(), text.capitalize(), text.upper()}
    found = Q()
    for spelling in sorted({_folded(one) for one in spellings}):
        found |= Q(folded__gte=spelling, folded__lt=spelling + _LAST)
    return found


def _folded(text: str) -> str:
    """Fold as SQLite does: the case of ASCII only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _by_name(customer: Customer) -> tuple[str, int]:
    return customer.name.casefold(), customer.pk


def _detail(customer: Customer) -> str:
    return " · ".join(part for part in (customer.email, customer.city) if part)
