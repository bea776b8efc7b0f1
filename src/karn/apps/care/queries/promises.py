"""What was promised to clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from karn.apps.care.models.promises import Outcome, Promise
from karn.apps.care.queries.expectations import LARGEST
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person

OPEN = Q(outcome=Outcome.OPEN, removed_at__isnull=True)
"""What is still to be kept."""

STATES = ("open", "overdue", "kept", "broken")
PAGE = 100

PROMISE_ROWS = """
    SELECT CAST(id AS text), CAST(customer_id AS text), CAST(promised_on AS text), CAST(due_on AS text),
           CAST(settled_on AS text), outcome, source, CAST(owner_id AS text)
    FROM care_promise
    WHERE removed_at IS NULL AND customer_id NOT IN ({hidden})
    ORDER BY id
"""
"""Promises for the lake, for an exporter: on day D one is overdue where promised_on <= D, due_on < D, and it
was not settled by then (settled_on is null or > D)."""


def promises_of(customer: Customer | int) -> QuerySet[Promise]:
    """Return every promise to this customer: open ones first, the most urgent of them before. One query."""
    number = customer if isinstance(customer, int) else customer.pk
    its = Promise.objects.filter(customer=number, removed_at__isnull=True)
    return its.select_related("contact", "owner").order_by(
        F("settled_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )


def promises_overdue(on: date) -> QuerySet[Promise]:
    """Return the open promises of present customers that should have been kept before `on`."""
    return open_promises().filter(due_on__lt=on)


def open_promises(among: Collection[int] | None = None) -> QuerySet[Promise]:
    """Return the open promises to present customers; `among` narrows it to these."""
    its = Promise.objects.filter(OPEN, customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return its if among is None else its.filter(customer__in=among)


def promises_visible_to(
    person: Person, *, on: date, state: str = "open", owner: int | None = None
) -> QuerySet[Promise]:
    """Return the promises to customers this person may see, in one of STATES; `owner`: kept by this one.

    Open ones the most urgent first, settled ones the latest first.
    """
    its = Promise.objects.filter(
        is_visible_to(person, "customer"), removed_at__isnull=True
    ).select_related("customer", "contact", "owner")  # fmt: skip
    if owner is not None:
        its = its.filter(owner=owner)
    if state in ("kept", "broken"):
        return its.filter(outcome=state).order_by("-settled_on", "-pk")
    its = its.filter(OPEN)
    return (its.filter(due_on__lt=on) if state == "overdue" else its).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


@dataclass(frozen=True, slots=True)
class PromiseCounts:
    """How it stands with the promises to one client: evidence of the light of actions."""

    open: int = 0
    overdue: int = 0
    kept: int = 0
    broken: int = 0
    oldest_due_on: date | None = None
    """The day of the promise that is overdue longest."""
    latest_on: date | None = None
    """The day on which one was kept or broken last."""


def promise_counts(customers: Collection[int], *, on: date) -> dict[int, PromiseCounts]:
    """Return how it stands with the promises to each of these customers (ids). One query."""
    rows = Promise.objects.filter(customer__in=customers, removed_at__isnull=True)
    told: dict[int, list[tuple[str, date | None, date | None]]] = defaultdict(list)
    for customer, outcome, due_on, settled_on in rows.values_list(
        "customer", "outcome", "due_on", "settled_on"
    ):
        told[customer].append((outcome, due_on, settled_on))
    return {customer: _counted(told.get(customer, []), on) for customer in customers}


def _counted(told: list[tuple[str, date | None, date | None]], on: date) -> PromiseCounts:
    outcomes = [outcome for outcome, _due, _settled in told]
    late = [
        due for outcome, due, _settled in told if outcome == Outcome.OPEN and due is not None and due < on
    ]
    settled = [day for _outcome, _due, day in told if day is not None]
    return PromiseCounts(
        open=outcomes.count(Outcome.OPEN), overdue=len(late), kept=outcomes.count(Outcome.KEPT),
        broken=outcomes.count(Outcome.BROKEN), oldest_due_on=min(late, default=None),
        latest_on=max(settled, default=None),
    )  # fmt: skip


def promise_for(person: Person, number: int, *, removed: bool = False) -> Promise | None:
    """Return a promise to a customer this person may see, or None; `removed`: one in the bin, too."""
    if number > LARGEST:
        return None
    its = Promise.objects.filter(is_visible_to(person, "customer"), pk=number)
    found = its.select_related("customer", "contact", "owner").first()
    return None if found is not None and found.removed_at and not removed else found


def promises_in_bin(person: Person) -> QuerySet[Promise]:
    """Return the promises this person may bring back, the latest thrown away first."""
    its = Promise.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    return its.select_related("customer").order_by("-removed_at", "pk")
