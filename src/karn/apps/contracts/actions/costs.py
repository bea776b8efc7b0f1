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
from karn.kernel.text import plain, plain_facts
from karn.platform.versions import refuse_unseen

OF_HOURS = frozenset({"worked_on", "hours", "person", "role", "rate", "what"})
OF_COSTS = frozenset({"cost_on", "amount", "currency", "what"})
"""What people may say of hours, and of a cost."""

_Row = Hours | Cost


def add_hours(*, customer: int, by: Person, at: datetime, **facts: Any) -> Edit | None:
    """Store hours spent on the customer (its id); `facts` are any of OF_HOURS. Raises BadInput."""
    return _add(Hours, customer, facts, OF_HOURS, EditDeed.HOURS_ADDED, by=by, at=at)


def change_hours(
    *, hours: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of hours (the row's id).

    Raises ChangedMeanwhile where `seen` is not the version stored now, BadInput, Hours.DoesNotExist.
    """
    return _change(Hours, hours, facts, OF_HOURS, EditDeed.HOURS_CHANGED, by=by, at=at, seen=seen)


def remove_hours(*, hours: int, by: Person, at: datetime) -> Edit | None:
    """Take hours (the row's id) away; it can be undone. Raises BadInput, Hours.DoesNotExist."""
    return _remove(Hours, hours, EditDeed.HOURS_REMOVED, by=by, at=at)


def add_cost(*, customer: int, by: Person, at: datetime, **facts: Any) -> Edit | None:
    """Store a cost of serving the customer (its id); `facts` are any of OF_COSTS. Raises BadInput."""
    return _add(Cost, customer, facts, OF_COSTS, EditDeed.COST_ADDED, by=by, at=at)


def change_cost(
    *, cost: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of a cost (its id). Raises as :func:`change_hours` does."""
    return _change(Cost, cost, facts, OF_COSTS, EditDeed.COST_CHANGED, by=by, at=at, seen=seen)


def remove_cost(*, cost: int, by: Person, at: datetime) -> Edit | None:
    """Take a cost (its id) away; it can be undone. Raises BadInput, Cost.DoesNotExist."""
    return _remove(Cost, cost, EditDeed.COST_REMOVED, by=by, at=at)


def set_hour_rate(
    *, role: str, rate: Decimal | None, by: Person, at: datetime, seen: str | None = None
) -> None:
    """Say what an hour of a role costs, in the company's currency; the empty role is everybody, None forgets.

    `seen` is the :attr:`HourRate.version` the changer read of this role. Raises ChangedMeanwhile where
    another one stands there now, and BadInput.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    if rate is not None and rate < 0:
        raise BadInput("An hour costs nothing or more.")
    name = plain(role)[:120]
    with transaction.atomic():
        stored = HourRate.objects.select_for_update().filter(role=name).first()
        refuse_unseen(stored or HourRate(role=name), seen)
        if rate is None:
            HourRate.objects.filter(role=name).delete()
        else:
            HourRate.objects.update_or_create(role=name, defaults={"rate": rate})
        record(by=by, deed=Event.COMPANY_CHANGED, about=None, at=at, detail="hour rate")


def _add(
    model: type[_Row], customer: int, facts: Mapping[str, Any], known: frozenset[str], deed: EditDeed,
    *, by: Person, at: datetime,
) -> Edit | None:  # fmt: skip
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        changes = Changes(at)
        changes.add(model(customer=owner, **own_fact(at), **_tidy(facts, known)))
        return changes.keep(owner, deed, by=by)


def _change(
    model: type[_Row], number: int, facts: Mapping[str, Any], known: frozenset[str], deed: EditDeed,
    *, by: Person, at: datetime, seen: str | None,
) -> Edit | None:  # fmt: skip
    with transaction.atomic():
        stored = row_to_change(model._default_manager.select_related("customer"), number, by=by, seen=seen)
        changes = Changes(at)
        changes.change(stored, _tidy(facts, known))
        return changes.keep(stored.customer, deed, by=by)


def _remove(model: type[_Row], number: int, deed: EditDeed, *, by: Person, at: datetime) -> Edit | None:
    with transaction.atomic():
        stored = row_to_change(model._default_manager.select_related("customer"), number, by=by)
        changes = Changes(at)
        changes.remove(stored)
        return changes.keep(stored.customer, deed, by=by)


def _tidy(facts: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if unknown := facts.keys() - known:
        raise BadInput("There is no %(facts)s here.", facts=", ".join(sorted(unknown)))
    if facts.get("hours", 1) <= 0:
        raise BadInput("Give more than no hours.")
    return plain_facts(facts)
