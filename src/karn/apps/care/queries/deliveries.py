"""What customers got of us lately, and nobody has asked yet how it pleases."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from karn.apps.care.models.innovations import Tick, Uptake
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.models.promises import Outcome, Promise
from karn.apps.care.models.rhythm import Reminded
from karn.apps.care.queries.rhythm import heard_last, rhythm_habits, singled_out
from karn.apps.care.rules.rhythm import AFTER_PROMISE, AFTER_SALES, AFTER_SOLVED, AFTER_TAKEN_UP
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Order
from karn.apps.customers.models import Customer

LATE_DAYS = 30
"""Later than so many days after it was due nobody needs to ask any more how something pleases."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a customer got last: an order, or what stands in its place; `kind` of task asks about `number`."""

    kind: str
    number: int
    customer: Customer
    on: date


def unasked_deliveries(
    days: int, *, on: date, at: datetime, among: Collection[int] | None = None
) -> list[Delivered]:
    """Return who got something within the last `days` and LATE_DAYS, and was spoken with by nobody since.

    Of several the latest counts. Only customers whose rhythm makes tasks.
    """
    first = on - timedelta(days=days + LATE_DAYS)
    newest: dict[int, Delivered] = {}
    for one in sorted(_delivered(first, on, among), key=lambda one: (one.on, one.kind, one.number)):
        newest[one.customer.pk] = one
    heard = heard_last(list(newest), at)
    return [
        one
        for number, one in newest.items()
        if one.customer.is_present and not (number in heard and heard[number] > one.on)
    ]


def _delivered(first: date, on: date, among: Collection[int] | None) -> Iterator[Delivered]:
    whose = Q()
    if rhythm_habits().reminded != Reminded.ALL:
        whose &= Q(customer__in=Customer.objects.filter(singled_out(on)).values("pk"))
    if among is not None:
        whose &= Q(customer__in=among)
    for kind, its, day in _kinds_of_delivery():
        for row in its.filter(whose, **{f"{day}__gt": first, f"{day}__lte": on}).select_related("customer"):
            yield Delivered(kind, row.pk, row.customer, getattr(row, day))


def _kinds_of_delivery() -> Iterator[tuple[str, QuerySet[Any], str]]:
    """Yield what counts as a delivery: per kind of task its rows, and the field that says the day.

    Where nobody orders it is what the trade keeps instead.
    """
    company = current_company()
    yield AFTER_SALES, Order.objects.all(), "ordered_on"
    if company.has(Station.PROBLEMS):
        solved = Problem.objects.filter(status=ProblemStatus.SOLVED, removed_at__isnull=True)
        yield AFTER_SOLVED, solved, "solved_on"
        taken = Tick.objects.filter(state=Uptake.TAKEN_UP, innovation__removed_at__isnull=True)
        yield AFTER_TAKEN_UP, taken, "decided_on"
    if company.has(Station.EXPECTATIONS):
        kept = Promise.objects.filter(outcome=Outcome.KEPT, removed_at__isnull=True)
        yield AFTER_PROMISE, kept, "settled_on"
