"""What was found of whom, on any day. Sets of customers take a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from karn.apps.contracts.queries import left_on
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Answer, Check, Fit

_BATCH: Final = 500


def holding_on(day: date) -> Q:
    """Return the condition of checks that hold at the end of the day: half-open, as everything of Karn."""
    return Q(on__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def checks_on(day: date) -> QuerySet[Check]:
    """Return what holds on `day` of whom: at most one check per customer; who has none is unchecked."""
    return Check.objects.filter(holding_on(day))


def fit_now(customer: Customer | int) -> str:
    """Return the fit of a customer as it stands: "right", "not_right" or "unchecked"."""
    found = Check.objects.filter(customer=customer, until__isnull=True).values_list("fit", flat=True).first()
    return found or Fit.UNCHECKED.value


def fits_on(day: date, customers: Collection[int] | None = None) -> dict[int, str]:
    """Return the fit on `day` by customer id, of these customers or of all; who is unchecked may lack."""
    if customers is None:
        return dict(checks_on(day).values_list("customer", "fit"))
    its: dict[int, str] = {}
    for batch in _batches(sorted(set(customers))):
        its.update(checks_on(day).filter(customer__in=batch).values_list("customer", "fit"))
    return its


def right_among(customers: Collection[int], on: date) -> set[int]:
    """Return which of these customers (ids) are right on the day. One query per 500 of them."""
    return {number for number, fit in fits_on(on, customers).items() if fit == Fit.RIGHT}


def right_on(day: date) -> QuerySet[Customer]:
    """Return the customers who are right on `day`."""
    return with_fit(Customer.objects.all(), Fit.RIGHT.value, day)


def with_fit(customers: QuerySet[Customer], fit: str, day: date) -> QuerySet[Customer]:
    """Narrow customers to those of this fit on `day`; unchecked are also those nobody looked at."""
    return customers.filter(is_fit(fit, day))


def is_fit(fit: str, day: date) -> Q:
    """Return the condition on customers that they have this fit on `day`."""
    its = checks_on(day).filter(customer=OuterRef("pk"))
    if fit == Fit.UNCHECKED:
        return ~Q(Exists(its.exclude(fit=Fit.UNCHECKED)))
    return Q(Exists(its.filter(fit=fit)))


def judged_on(day: date) -> QuerySet[Customer]:
    """Return who is judged: everybody who signed, or would have nothing to sign, and did not leave."""
    gone = left_on(day).filter(pk=OuterRef("pk"))
    return Customer.objects.filter(~Exists(gone), prospect=False)


def counts_on(day: date, among: QuerySet[Customer]) -> dict[str, int]:
    """Return how many of these customers have each fit on `day`. Two queries."""
    found = checks_on(day).filter(customer__in=among).order_by().values_list("fit").annotate(Count("pk"))
    counted = dict.fromkeys(Fit.values, 0) | dict(found)
    known = counted[Fit.RIGHT] + counted[Fit.NOT_RIGHT]
    return counted | {Fit.UNCHECKED.value: max(among.count() - known, 0)}


def check_now(customer: int) -> Check | None:
    """Return what holds of a customer, with who found it."""
    return Check.objects.filter(customer=customer, until__isnull=True).select_related("by").first()


def checks_of(customer: int, most: int = 50) -> list[Check]:
    """Return the history of a customer's checks, the newest first."""
    its = Check.objects.filter(customer=customer).select_related("by").order_by("-on", "-at", "-pk")
    return list(its[:most])


def answers_of(customer: int) -> list[Answer]:
    """Return everything people answered about a customer, the newest first."""
    its = Answer.objects.filter(customer=customer).select_related("by", "criterion")
    return list(its.order_by("-at", "-pk")[:100])


def answers_now(customers: Q) -> dict[int, dict[int, Answer]]:
    """Return what people answered last, by customer and criterion. `customers` is a condition on answers."""
    found: dict[int, dict[int, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(customers, replaced_at__isnull=True).order_by("at", "pk"):
        found[answer.customer_id][answer.criterion_id] = answer
    return found


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]
