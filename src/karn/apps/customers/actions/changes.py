"""Taking one change back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from karn.apps.customers.actions.rows import change_row, locked_contact, locked_customer, refuse_unless
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.changes import ATTRIBUTE, SUBJECTS, change_numbered, changed_fields, stands
from karn.apps.customers.signals import customers_changed
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput


def undo_change(*, subject: str, number: int, by: Person, at: datetime) -> Customer | Contact:
    """Give every field of one change its value before; `subject` is customer or contact.

    Raises BadInput when something newer touched one of them, and DoesNotExist of Customer or Contact
    for a change there is not, or that this person may not see.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        states = change_numbered(subject, number) if subject in SUBJECTS else None
        if states is None:
            raise Customer.DoesNotExist
        before, after = states
        row: Any = (locked_customer if subject == "customer" else locked_contact)(after.id, by=by)
        if not stands(row, before, after):
            raise BadInput("Something newer changed this: it cannot be taken back by itself any more.")
        facts = _facts_before(row, before, after)
        if facts.get("owner_id", getattr(row, "owner_id", None)) != getattr(row, "owner_id", None):
            refuse_unless(by, Deed.HAND_OVER)
        change_row(row, facts, by=by, at=at, how="undo")
        customer = row if isinstance(row, Customer) else row.customer
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=customer, at=at, detail=f"undo {subject} {number}")
        customers_changed.send(sender=Customer, numbers=[customer.pk], at=at)
    return row  # type: ignore[no-any-return]


def _facts_before(row: Any, before: Any, after: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for change in changed_fields(before, after):
        if not change.name.startswith(ATTRIBUTE):
            attribute = row._meta.get_field(change.name).attname
            facts[attribute] = getattr(before, attribute)
            continue
        key = change.name.removeprefix(ATTRIBUTE)
        attributes = facts.setdefault("attributes", dict(row.attributes))
        if key in before.attributes:
            attributes[key] = before.attributes[key]
        else:
            attributes.pop(key, None)
    return facts
