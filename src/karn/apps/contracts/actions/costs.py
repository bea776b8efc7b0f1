"""What serving a customer took, by hand: hours, other costs, and what an hour costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from karn.apps.contracts.actions.changes import Changes, customer_to_change, own_fact, row_to_change
from karn.apps.contracts.models import Cost, Edit, EditDeed, HourRate, Hours
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput

OF_HOURS = frozenset({"worked_on", "hours", "person", "role", "rate", "what"})
OF_COSTS = frozenset({"cost_on", "amount", "currency", "what"})
"""What people may say of hours, and of a cost."""


def add_hours(*, customer: int, by: Person, at: datetime, **facts: Any) -> Edit | None:
    """Store hours spent on the customer (its id); `facts` are any of OF_HOURS. Raises BadInput."""
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        changes = Changes(at)
        changes.add(Hours(customer=owner, **own_fact(at), **_tidy(facts, OF_HOURS)))
        return changes.keep(owner, EditDeed.HOURS_ADDED, by=by)


def change_hours(
    *, hours: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of hours (the row's id).

    Raises ChangedMeanwhile where `seen` is not the version stored now, BadInput, Hours.DoesNotExist.
    """
    with transaction.atomic():
        stored = row_to_change(Hours.objects.select_related("customer"), hours, by=by, seen=seen)
        changes = Changes(at)
        changes.change(stored, _tidy(facts, OF_HOURS))
        return changes.keep(stored.customer, EditDeed.HOURS_CHANGED, by=by)


def remove_hours(*, hours: int, by: Person, at: datetime) -> Edit | None:
    """Take hours (the row's id) away; it can be undone. Raises BadInput, Hours.DoesNotExist."""
    with transaction.atomic():
        stored = row_to_change(Hours.objects.select_related("customer"), hours, by=by)
        changes = Changes(at)
        changes.remove(stored)
        return changes.keep(stored.customer, EditDeed.HOURS_REMOVED, by=by)


def add_cost(*, customer: int, by: Person, at: datetime, **facts: Any) -> Edit | None:
    """Store a cost of serving the customer (its id); `facts` are any of OF_COSTS. Raises BadInput."""
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        changes = Changes(at)
        changes.add(Cost(customer=owner, **own_fact(at), **_tidy(facts, OF_COSTS)))
        return changes.keep(owner, EditDeed.COST_ADDED, by=by)


def change_cost(
    *, cost: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of a cost (its id). Raises as :func:`change_hours` does."""
    with transaction.atomic():
        stored = row_to_change(Cost.objects.select_related("customer"), cost, by=by, seen=seen)
        changes = Changes(at)
        changes.change(stored, _tidy(facts, OF_COSTS))
        return changes.keep(stored.customer, EditDeed.COST_CHANGED, by=by)


def remove_cost(*, cost: int, by: Person, at: datetime) -> Edit | None:
    """Take a cost (its id) away; it can be undone. Raises BadInput, Cost.DoesNotExist."""
    with transaction.atomic():
        stored = row_to_change(Cost.objects.select_related("customer"), cost, by=by)
        changes = Changes(at)
        changes.remove(stored)
        return changes.keep(stored.customer, EditDeed.COST_REMOVED, by=by)


def set_hour_rate(*, role: str, rate: Decimal | None, by: Person, at: datetime) -> None:
    """Say what an hour of a role costs, in the company's currency; the empty role is everybody, None forgets.

    Raises BadInput.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    if rate is not None and rate < 0:
        raise BadInput("An hour costs nothing or more.")
    plain = role.replace("\x00", "").strip()[:120]
    with transaction.atomic():
        if rate is None:
            HourRate.objects.filter(role=plain).delete()
        else:
            HourRate.objects.update_or_create(role=plain, defaults={"rate": rate})
        record(by=by, deed=Event.COMPANY_CHANGED, about=None, at=at, detail="hour rate")


def _tidy(facts: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if unknown := facts.keys() - known:
        raise BadInput("There is no %(facts)s here.", facts=", ".join(sorted(unknown)))
    if facts.get("hours", 1) <= 0:
        raise BadInput("Give more than no hours.")
    return {
        name: value.replace("\x00", "").strip() if isinstance(value, str) else value
        for name, value in facts.items()
    }
