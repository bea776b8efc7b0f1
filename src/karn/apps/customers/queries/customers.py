"""Reads of customers and their contacts."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covered_by
from karn.apps.people.rules import Deed, may, sees_every_customer
from karn.platform.prepared import prepared

_GONE = """
    SELECT COUNT(*), SUM(id), MAX(deleted_at) FROM (
        SELECT id, deleted_at FROM customers_customer WHERE deleted_at IS NOT NULL
        UNION ALL
        SELECT id, NULL FROM customers_customer WHERE merged_into_id IS NOT NULL
    ) AS gone
"""


def customers_visible_to(person: Person | AnonymousUser, *, on: date | None = None) -> QuerySet[Customer]:
    """Return the customers this person may see. Every list, page, search and export of them starts here.

    Administrators, managers, analysts and service employees see all. Account managers see the customers
    in their care: their own, and those of the colleagues they cover for on `on`. Not their team's: who
    stands in for somebody is said by a cover, with its days. And not those nobody looks after: giving
    them to somebody is a manager's work, and until then nobody answers for who reads them.

    `on` is today where it is not given, whatever day the page speaks of: what may be seen is asked of
    the moment it is shown.
    """
    return _seen_by(person, Customer.objects.all(), on)


def customers_in_bin(person: Person) -> QuerySet[Customer]:
    """Return the customers in the bin whom this person might see otherwise."""
    thrown = Customer.everything.filter(deleted_at__isnull=False, merged_into__isnull=True)
    return _seen_by(person, thrown, None)


def left_out() -> tuple[object, ...]:
    """Return what tells whom lists leave out (in the bin, merged): another set of them, another answer.

    One query of two small indexes: asked with OR, SQLite reads every customer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GONE)
        return tuple(cursor.fetchone())


def _seen_by(
    person: Person | AnonymousUser, customers: QuerySet[Customer], on: date | None
) -> QuerySet[Customer]:
    if sees_all(person):
        return customers
    if not (isinstance(person, Person) and person.is_active and may(person.role, Deed.SEE_CUSTOMERS)):
        return customers.none()
    covered = covered_by(person, on=on or timezone.localdate())
    return customers.filter(Q(owner=person) | Q(owner__in=covered))


def sees_all(person: Person | AnonymousUser) -> bool:
    """Say whether :func:`customers_visible_to` leaves nobody out for this person."""
    return (
        isinstance(person, Person)
        and person.is_active
        and (may(person.role, Deed.SEE_CUSTOMERS) and sees_every_customer(person.role))
    )


def is_visible_to(person: Person, field: str) -> Exists:
    """Return the condition that the customer in the column `field` of a row is one this person may see.

    Asked row by row: where few rows are read, nobody makes a list of all customers first.
    """
    return Exists(customers_visible_to(person).filter(pk=OuterRef(field)))


def contacts_visible_to(person: Person) -> QuerySet[Contact]:
    """Return the contacts of the customers this person may see."""
    return Contact.objects.filter(is_visible_to(person, "customer"))


def contacts_in_bin(person: Person) -> QuerySet[Contact]:
    """Return who is in the bin of the contacts of customers this person may see."""
    return Contact.everything.filter(is_visible_to(person, "customer"), deleted_at__isnull=False)


def visible_ids(person: Person | None) -> frozenset[int] | None:
    """Return the ids of the customers this person may see, or None for every one: for what is no query.

    Nobody (None) is Karn itself, which sees all: a command, a picture drawn ahead.
    """
    if person is None or (person.is_active and sees_every_customer(person.role)):
        return None
    return frozenset(customers_visible_to(person).values_list("pk", flat=True))


def customers_of(person: Person) -> QuerySet[Customer]:
    """Return the customers this person is account manager of, by name."""
    return Customer.objects.filter(owner=person).order_by("name", "pk")


def customers_by_owner() -> dict[int, int]:
    """Return how many customers each person is account manager of, by the person's id. One query."""
    counted = Customer.objects.filter(owner__isnull=False).order_by().values_list("owner")
    return dict(counted.annotate(count=Count("pk")))


def contacts_of(customer: Customer) -> list[Contact]:
    """Return everybody we knew there: who is still there first, then the latest to leave."""
    its = _contacts_of(customer=customer.pk)
    return sorted(its, key=lambda contact: (contact.ends_on is not None, _backwards(contact.ends_on)))


@prepared
def _contacts_of(customer: int) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=customer).order_by("-champion", "name", "pk")


def _backwards(day: date | None) -> int:
    return -(day.toordinal() if day else 0)


def contacts_on(day: date) -> QuerySet[Contact]:
    """Return the contacts who are at their customer on `day`."""
    return Contact.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )
