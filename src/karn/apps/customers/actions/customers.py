"""Making customers by hand, changing them, and the bin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from karn.apps.customers.actions.rows import (
    add_row,
    change_row,
    locked_customer,
    refuse_unless,
)
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.customers.queries.customers import customers_in_bin
from karn.apps.customers.rules.domains import domain_of_website
from karn.apps.customers.rules.registrations import registration_number
from karn.apps.customers.rules.values import value_of
from karn.apps.customers.signals import customers_changed
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.kernel.text import plain_facts
from karn.platform.facts import OWN_SOURCE

DAYS_IN_BIN = 30
FACTS = frozenset(
    {
        "name", "kind", "prospect", "is_key", "email", "phone", "domain", "registration_number", "street",
        "postcode", "city", "country", "language", "joined_on", "acquisition_source", "acquisition_cost",
        "owner", "team", "attributes",
    }
)  # fmt: skip
"""What people may say of a customer."""


def create_customer(*, by: Person, at: datetime, **facts: Any) -> Customer:
    """Store a new customer made by hand; `facts` are any of FACTS.

    Who may not hand customers over becomes its account manager. Raises BadInput.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    told = tidy_facts(facts)
    if not may(by.role, Deed.HAND_OVER):
        told["owner"] = by
    customer = Customer(source=OWN_SOURCE, source_id=uuid4().hex, known_at=at, **told)
    with transaction.atomic():
        add_row(customer, by=by, at=at)
        record(by=by, deed=Event.CUSTOMER_ADDED, about=customer, at=at)
        _tell(customer, at)
    return customer


def change_customer(
    *, customer: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Customer:
    """Store what changed of the customer (its id). `attributes` given replace those of the same name.

    `seen` is the :attr:`Customer.version` the changer read. Raises ChangedMeanwhile when another one
    stands there now, BadInput for a value that cannot be, Customer.DoesNotExist for one that `by` may
    not see.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = locked_customer(customer, by=by)
        told = tidy_facts(facts, of=stored)
        if told.get("owner", stored.owner) != stored.owner:
            refuse_unless(by, Deed.HAND_OVER)
        if change_row(stored, told, by=by, at=at, seen=seen):
            record(by=by, deed=Event.CUSTOMER_CHANGED, about=stored, at=at)
            _tell(stored, at)
    return stored


def delete_customer(*, customer: int, by: Person, at: datetime) -> Customer:
    """Put the customer (its id) into the bin: lists and figures leave it out, and it can come back."""
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = locked_customer(customer, by=by)
        change_row(stored, {"deleted_at": at}, by=by, at=at, how="bin")
        record(by=by, deed=Event.CUSTOMER_REMOVED, about=stored, at=at)
        _tell(stored, at)
    return stored


def restore_customer(*, customer: int, by: Person, at: datetime) -> Customer:
    """Take the customer (its id) out of the bin, with everything that belongs to it."""
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        stored = customers_in_bin(by).select_for_update(of=("self",)).get(pk=customer)
        change_row(stored, {"deleted_at": None}, by=by, at=at, how="restore")
        record(by=by, deed=Event.CUSTOMER_RESTORED, about=stored, at=at)
        _tell(stored, at)
    return stored


def empty_bin(*, at: datetime, days: int = DAYS_IN_BIN) -> int:
    """Delete for good who is in the bin for longer than `days`, with all that is theirs; return how many.

    Contacts, too; they are not counted.
    """
    old = Customer.everything.filter(deleted_at__lt=at - timedelta(days=days))
    with transaction.atomic():
        numbers = list(old.values_list("pk", flat=True))
        for customer in old.filter(pk__in=numbers):
            record(by=None, deed=Event.CUSTOMER_REMOVED, about=customer, at=at, detail="for good")
            customer.delete()
        for contact in Contact.everything.filter(deleted_at__lt=at - timedelta(days=days)):
            about, detail = contact.customer, "contact for good"
            record(by=None, deed=Event.CUSTOMER_CHANGED, about=about, at=at, detail=detail)
            contact.delete()
    return len(numbers)


def add_source_id(*, customer: int, source: str, source_id: str, by: Person, at: datetime) -> Customer:
    """Note that the customer (its id) is called `source_id` in `source`: what comes from there finds it.

    A customer made by hand takes the id as its own, so that imports keep its facts up to date; another
    one gets a hidden row for it. Raises BadInput when somebody else has the id.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    key = {"source": source.strip()[:60], "source_id": source_id.strip()[:200]}
    with transaction.atomic():
        stored = locked_customer(customer, by=by)
        if not all(key.values()) or key["source"].lower() == OWN_SOURCE:
            raise BadInput("Say which program it is, and the number it has there.")
        if Customer.everything.filter(**key).exists():
            raise BadInput("Another customer has this number there. If both are the same, merge them.")
        if stored.source == OWN_SOURCE:
            change_row(stored, key, by=by, at=at)
        else:
            Customer.everything.create(
                name=stored.name, kind=stored.kind, merged_into=stored, known_at=at, **key
            )
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=stored, at=at, detail="source id")
    return stored


def tidy_facts(facts: Mapping[str, Any], *, of: Customer | None = None) -> dict[str, Any]:
    """Return the facts as they are kept; what is not said stays as in `of`. Raises BadInput."""
    unknown = facts.keys() - FACTS
    if unknown:
        raise BadInput("A customer has no %(facts)s.", facts=", ".join(sorted(unknown)))
    told = plain_facts(facts)
    if "email" in told:
        told["email"] = told["email"].lower()
    if "country" in told:
        told["country"] = told["country"].upper()
    if "domain" in told:
        told["domain"] = domain_of_website(told["domain"])
    if "registration_number" in told and told["registration_number"] != (of and of.registration_number):
        country = told.get("country", of.country if of else "")
        told["registration_number"] = registration_number(told["registration_number"], country=country)
    if "attributes" in told:
        told["attributes"] = _attributes(told["attributes"], of.attributes if of else {})
    return told


def _attributes(told: Mapping[str, str], stored: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {kind.name: kind for kind in attribute_kinds()}
    merged = dict(stored)
    for name, text in told.items():
        kind = kinds.get(name)
        changed = text != stored.get(name, "")
        value = value_of(text, type=kind.type, choices=kind.choices) if kind and changed else text
        if value == "":
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def _tell(customer: Customer, at: datetime) -> None:
    customers_changed.send(sender=Customer, numbers=[customer.pk], at=at)
