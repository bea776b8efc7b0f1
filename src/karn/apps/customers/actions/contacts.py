"""The persons at a customer: who came, what changed, who left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from karn.apps.customers.actions.rows import (
    add_row,
    change_row,
    locked_contact,
    locked_customer,
    refuse_unless,
)
from karn.apps.customers.models import Contact
from karn.apps.customers.queries.customers import contacts_in_bin
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain_facts
from karn.platform.facts import OWN_SOURCE

FACTS = frozenset({"name", "email", "phone", "role", "influence", "champion", "starts_on", "ends_on"})
"""What people may say of a contact."""


def add_contact(*, customer: int, by: Person, at: datetime, **facts: Any) -> Contact:
    """Store a new contact of the customer (its id); `facts` are any of FACTS. Raises BadInput."""
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    told = _tidy(facts)
    with transaction.atomic():
        contact = Contact(
            customer=locked_customer(customer, by=by),
            source=OWN_SOURCE,
            source_id=uuid4().hex,
            known_at=at,
            **told,
        )
        _refuse_backwards(contact.starts_on, contact.ends_on)
        add_row(contact, by=by, at=at)
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=contact.customer, at=at, detail="contact added")
    return contact


def change_contact(
    *, contact: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Contact:
    """Store what changed of the contact (its id). Raises as :func:`change_customer` does."""
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = locked_contact(contact, by=by)
        told = _tidy(facts)
        _refuse_backwards(told.get("starts_on", stored.starts_on), told.get("ends_on", stored.ends_on))
        if change_row(stored, told, by=by, at=at, seen=seen):
            record(by=by, deed=Event.CUSTOMER_CHANGED, about=stored.customer, at=at, detail="contact")
    return stored


def end_contact(*, contact: int, on: date, by: Person, at: datetime) -> Contact:
    """Note that the contact (its id) is gone: `on` is the first day without it."""
    return change_contact(contact=contact, facts={"ends_on": on}, by=by, at=at)


def remove_contact(*, contact: int, by: Person, at: datetime) -> Contact:
    """Put a contact (its id) that was made by mistake into the bin; it can come back.

    Who is gone is no mistake: see :func:`end_contact`. Raises BadInput, Contact.DoesNotExist.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = locked_contact(contact, by=by)
        change_row(stored, {"deleted_at": at}, by=by, at=at, how="bin")
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=stored.customer, at=at, detail="contact removed")
    return stored


def restore_contact(*, contact: int, by: Person, at: datetime) -> Contact:
    """Take a contact (its id) out of the bin. Raises BadInput, Contact.DoesNotExist."""
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = contacts_in_bin(by).select_for_update(of=("self",)).get(pk=contact)
        change_row(stored, {"deleted_at": None}, by=by, at=at, how="restore")
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=stored.customer, at=at, detail="contact restored")
    return stored


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := facts.keys() - FACTS:
        raise BadInput("A contact has no %(facts)s.", facts=", ".join(sorted(unknown)))
    told = plain_facts(facts)
    if "email" in told:
        told["email"] = told["email"].lower()
    return told


def _refuse_backwards(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise BadInput("Nobody leaves before the first day.")
