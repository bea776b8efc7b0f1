"""Writes: somebody plans what comes after the end of a term, or takes that back."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from karn.apps.contracts.actions.changes import row_to_change
from karn.apps.contracts.models import RenewalPlan, Subscription
from karn.apps.contracts.queries.renewals import next_renewal_of
from karn.apps.contracts.signals import renewal_planned
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.versions import ChangedMeanwhile


def plan_renewal(
    *, subscription: int, words: str, by: Person, on: date, at: datetime, seen: str | None = None
) -> RenewalPlan:
    """Note what is planned for the next end of the contract (its id); another plan replaces the one before.

    `seen` is the number of the plan that its writer read, "" for none. Raises ChangedMeanwhile where
    another one holds, BadInput without words or where no end is ahead, Subscription.DoesNotExist for one
    that `by` may not see.
    """
    told = one_line(words)[:300]
    if not told:
        raise BadInput("Say what is planned.")
    with transaction.atomic():
        stored: Subscription = row_to_change(Subscription.objects.all(), subscription, by=by)
        renewal = next_renewal_of(stored, on)
        if renewal is None:
            raise BadInput("No end of this contract is ahead.")
        _refuse_unread(stored, renewal.on, seen)
        _take_back(stored, renewal.on, at)
        plan = RenewalPlan.objects.create(
            subscription=stored, for_end=renewal.on, words=told, planned_on=on, at=at, by=by
        )
        record(by=by, deed=Event.RENEWAL_PLANNED, about=plan, at=at, detail="planned")
        _tell(stored, at)
    return plan


def unplan_renewal(*, subscription: int, by: Person, on: date, at: datetime) -> None:
    """Take back what is planned for the next end of the contract. Raises Subscription.DoesNotExist."""
    with transaction.atomic():
        stored: Subscription = row_to_change(Subscription.objects.all(), subscription, by=by)
        renewal = next_renewal_of(stored, on)
        if renewal is not None and _take_back(stored, renewal.on, at):
            record(by=by, deed=Event.RENEWAL_PLANNED, about=stored, at=at, detail="taken back")
            _tell(stored, at)


def _tell(subscription: Subscription, at: datetime) -> None:
    told = partial(
        renewal_planned.send_robust, sender=RenewalPlan, customer_id=subscription.customer_id, at=at
    )
    transaction.on_commit(told)


def _refuse_unread(subscription: Subscription, end: date, seen: str | None) -> None:
    stored = _holding(subscription, end).first()
    if seen is not None and stored is not None and seen != str(stored.pk):
        raise ChangedMeanwhile(stored)


def _take_back(subscription: Subscription, end: date, at: datetime) -> int:
    return _holding(subscription, end).update(taken_back_at=at)


def _holding(subscription: Subscription, end: date) -> QuerySet[RenewalPlan]:
    return RenewalPlan.objects.filter(subscription=subscription, for_end=end, taken_back_at__isnull=True)
