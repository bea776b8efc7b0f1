"""Departures by hand: who gave notice, when it ends, and when it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.changes import Changes, customer_to_change, own_fact, row_to_change
from karn.apps.contracts.actions.subscriptions import store_pieces
from karn.apps.contracts.models import Departure, DepartureKind, Edit, EditDeed, Subscription
from karn.apps.contracts.queries.agreements import price_pieces
from karn.apps.contracts.queries.money import first_failure_of
from karn.apps.contracts.rules.prices import ended, reopened
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.kernel.text import plain_facts

FACTS = frozenset(
    {
        "subscription", "notice_on", "contract_ends_on", "access_ends_on", "recognised_on", "undone_on",
        "kind", "reason", "destination", "asked_by", "comment",
    }
)  # fmt: skip
"""What people may say of a departure."""


def note_departure(*, customer: int, by: Person | None, at: datetime, **facts: Any) -> Edit | None:
    """Store that the customer (its id) leaves; `facts` are any of FACTS.

    What it pays for ends on the day the contract does (the subscription's, or everything without one).
    Without `by` it is the customer's own word, on the page where one leaves.
    Raises BadInput, Customer.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        made = Departure(customer=owner, **own_fact(at), **_tidy(facts))
        _refuse_impossible(made)
        changes = Changes(at)
        changes.add(made)
        _end(changes, made, at)
        return changes.keep(owner, EditDeed.DEPARTURE_ADDED, by=by)


def change_departure(
    *, departure: int, facts: Mapping[str, Any], by: Person | None, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of the departure (its id): any of FACTS.

    Another end moves that of what is paid for; a notice taken back before the end lets it go on.
    Raises ChangedMeanwhile where `seen` is not the version stored now, BadInput, and
    Departure.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        its = Departure.objects.select_related("customer", "subscription")
        stored = row_to_change(its, departure, by=by, seen=seen)
        changes, before = Changes(at), (last_paid_day(stored), stored.kind, stored.undone_on)
        of_before = stored.subscription_id
        if changes.change(stored, _tidy(facts)):
            _refuse_impossible(stored)
            now = (last_paid_day(stored), stored.kind, stored.undone_on)
            if now != before or stored.subscription_id != of_before:
                _reopen(changes, stored, of_before, before[0], at)
                _end(changes, stored, at)
        return changes.keep(stored.customer, EditDeed.DEPARTURE_CHANGED, by=by)


def last_paid_day(departure: Departure) -> date | None:
    """Return the first day that is no longer paid for: that on which the contract ends."""
    return departure.contract_ends_on or departure.recognised_on or departure.access_ends_on


def _end(changes: Changes, departure: Departure, at: datetime) -> None:
    end = last_paid_day(departure)
    if end is None or departure.undone_on is not None:
        return
    for subscription in _ending(departure, departure.subscription_id):
        before = price_pieces(subscription)
        if departure.subscription_id is None and (not before or before[0].starts_on >= end):
            continue
        store_pieces(changes, subscription, before, ended(before, end, departure.kind), at=at)


def _reopen(
    changes: Changes, departure: Departure, subscription: int | None, end: date | None, at: datetime
) -> None:
    for one in _ending(departure, subscription) if end else ():
        before = price_pieces(one)
        store_pieces(changes, one, before, reopened(before, end or date.max), at=at)


def _ending(departure: Departure, subscription: int | None) -> list[Subscription]:
    its = Subscription.objects.filter(customer=departure.customer_id)
    return list(its.filter(pk=subscription) if subscription else its)


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := facts.keys() - FACTS:
        raise BadInput("A departure has no %(facts)s.", facts=", ".join(sorted(unknown)))
    told = plain_facts(facts)
    if told.get("comment") and current_company().health_data:
        told["comment"] = ""  # what they said in their own words may be about their health
    return told


def _refuse_impossible(departure: Departure) -> None:
    if departure.subscription and departure.subscription.customer_id != departure.customer_id:
        raise BadInput("This contract is somebody else's.")
    days = (
        departure.notice_on, departure.contract_ends_on, departure.access_ends_on, departure.recognised_on,
    )  # fmt: skip
    if not any(days):
        raise BadInput("Give at least one of its dates.")
    end = last_paid_day(departure)
    if departure.notice_on and end and end < departure.notice_on:
        raise BadInput("The contract cannot end before the notice was received.")
    if departure.kind == DepartureKind.PAYMENT_FAILURE and departure.notice_on:
        failed_on = first_failure_of(departure.customer_id)
        if failed_on is None or departure.notice_on < failed_on:
            raise BadInput("The notice came before the first failed payment: they left by choice.")
