"""Who the person is whom somebody asks about: the rows that are this person, and the words for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.models import Kind as CustomerKind
from karn.apps.customers.queries.customers import customers_visible_to
from karn.apps.people.models import Person as Employee
from karn.apps.personal.models import Kind
from karn.kernel.errors import BadInput
from karn.platform.facts import ERASED_SOURCE
from karn.platform.personal import Person, holds, traces
from karn.platform.redaction import Words

MOST_ALIKE = 50
"""So many customers and so many contacts with the same address are told of."""


def person_asked_about(kind: str, number: int, *, by: Employee | None, locked: bool = False) -> Person:
    """Return the person: a customer, or a contact of one, by its id.

    `by` is who asks; None is a command. `locked` holds the row until the transaction ends. Raises BadInput
    for a customer that is a company, was merged or is erased already, and DoesNotExist of Customer or
    Contact for one there is not, or whom `by` may not see.
    """
    if kind == Kind.CONTACT:
        return person_of(kind, [_contact(number, by, locked).pk])
    customer = _customer(number, by, locked)
    if customer.kind != CustomerKind.PERSON:
        raise BadInput("%(name)s is a company. Choose one of its contacts.", name=customer.name)
    return person_of(kind, [customer.pk])


def person_of(kind: str, numbers: Sequence[int]) -> Person:
    """Return the person whose rows these are (ids, at least one), with whatever was merged into them."""
    rows = _merged_into(set(numbers)) if kind == Kind.CUSTOMER else set()
    customers = list(Customer.everything.filter(pk__in=rows))
    its = {"customer__in": rows} if rows else {"pk__in": numbers}
    contacts = list(Contact.everything.filter(**its).order_by("pk"))
    return Person(
        kind=kind,
        number=numbers[0],
        customer=numbers[0] if rows else contacts[0].customer_id,
        customers=tuple(sorted(rows)),
        contacts=tuple(contact.pk for contact in contacts),
        words=_words(customers, contacts),
    )


def hindrance(person: Person, *, on: date) -> str:
    """Say in the reader's language why the person cannot be erased on this day, or nothing."""
    told: Iterable[Any] = (hold.reason(person, on) for hold in holds())
    first = next((reason for reason in told if reason), "")
    return str(first or next((said for trace in traces() if (said := trace.hindrance(person))), ""))


@dataclass(frozen=True, slots=True)
class Alike:
    """A row with one of the person's e-mail addresses: perhaps the same person.

    `number` is its id, `customer` the customer it is or belongs to. A company with the address as its own
    is no person (`kind` is empty): it cannot be erased along.
    """

    kind: str
    number: int
    name: str
    customer: Customer

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.number}"


def alike_by_address(person: Person) -> list[Alike]:
    """Return the other customers and contacts that have one of the person's e-mail addresses."""
    addresses = [word for word in person.words.everywhere if "@" in word]
    customers = Customer.objects.filter(email__in=addresses).exclude(source=ERASED_SOURCE)
    customers = customers.exclude(pk__in={*person.customers, person.customer}).order_by("pk")
    contacts = Contact.everything.filter(email__in=addresses).exclude(pk__in=person.contacts)
    contacts = contacts.exclude(customer__in=person.customers).select_related("customer").order_by("pk")
    found = [
        Alike(Kind.CUSTOMER if one.kind == CustomerKind.PERSON else "", one.pk, one.name, one)
        for one in customers[:MOST_ALIKE]
    ]
    return found + [Alike(Kind.CONTACT, one.pk, one.name, one.customer) for one in contacts[:MOST_ALIKE]]


def can_be_erased(customer: Customer) -> bool:
    """Say whether the customer is a person who is not erased yet."""
    return customer.kind == CustomerKind.PERSON and customer.source != ERASED_SOURCE


def _customer(number: int, by: Employee | None, locked: bool) -> Customer:
    rows = Customer.everything.all()
    customer = (rows.select_for_update(of=("self",)) if locked else rows).get(pk=number)
    hidden = customer.deleted_at is not None or customer.merged_into_id is not None
    if by is not None and not (hidden or customers_visible_to(by).filter(pk=number).exists()):
        raise Customer.DoesNotExist
    if customer.merged_into_id is not None:
        raise BadInput("It was merged into another customer: choose that one, or undo the merge first.")
    if customer.source == ERASED_SOURCE:
        raise BadInput("It is erased already.")
    return customer


def _contact(number: int, by: Employee | None, locked: bool) -> Contact:
    rows = Contact.everything.all()
    contact = (rows.select_for_update(of=("self",)) if locked else rows).get(pk=number)
    if by is not None and not customers_visible_to(by).filter(pk=contact.customer_id).exists():
        raise Contact.DoesNotExist
    return contact


def _merged_into(rows: set[int]) -> set[int]:
    """Return these customers (ids) and all that were merged into them, one after the other."""
    more = set(Customer.everything.filter(merged_into__in=rows).values_list("pk", flat=True)) - rows
    return _merged_into(rows | more) if more else rows


def _words(customers: Collection[Customer], contacts: Collection[Contact]) -> Words:
    """Return the words of these rows, and of what they said before."""
    told: list[Any] = [*customers, *contacts]
    told += Customer.history.filter(id__in=[one.pk for one in customers])
    told += Contact.history.filter(id__in=[one.pk for one in contacts])
    ids = [
        (field, one.source, one.source_id)
        for field, rows in (("customer_id", customers), ("contact_id", contacts))
        for one in rows
    ]
    numbers = [text for one in told for text in (one.email, one.phone)]
    return Words.of(names=[one.name for one in told], addresses=numbers, ids=ids)
