"""Reads of customers and their contacts."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person


def customers_visible_to(person: Person | AnonymousUser) -> QuerySet[Customer]:
    """Return the customers this person may see: all, for everybody who may log in.

    Every list, page, search and export of customers starts here, so that what narrows it later
    (teams, own customers) narrows all of them.
    """
    if not (person.is_authenticated and person.is_active):
        return Customer.objects.none()
    return Customer.objects.all()


def contacts_of(customer: Customer) -> list[Contact]:
    """Return everybody we knew there: who is still there first, then the latest to leave."""
    its = Contact.objects.filter(customer=customer).order_by("-champion", "name", "pk")
    return sorted(its, key=lambda contact: (contact.ends_on is not None, _backwards(contact.ends_on)))


def _backwards(day: date | None) -> int:
    return -(day.toordinal() if day else 0)


def contacts_on(day: date) -> QuerySet[Contact]:
    """Return the contacts who are at their customer on `day`."""
    return Contact.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )
