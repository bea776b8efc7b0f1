"""Who came back after leaving, and who came because a former customer said so: counted, and named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from karn.apps.contracts.models import Departure, DepartureKind, Order, PriceState, State
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.farewell.models.returns import Referral
from karn.apps.farewell.queries.goodbyes import END, LARGEST
from karn.apps.people.models import Person

_PAID = Q(state=State.ACTIVE, mrr__gt=0)

RECOMMENDED: Final = (
    "recommend", "referral", "referred", "aanbevel", "aanbevolen", "doorverwe", "rekommend",
)  # fmt: skip
"""Words by which a customer's own “came from” says that somebody sent them."""

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Return:
    """Somebody who left and came back: the last day they left before, and the day they bought again."""

    customer: Customer
    left_on: date
    back_on: date


def returns_between(since: date, until: date, *, person: Person | None = None) -> list[Return]:
    """Return who came back from `since` up to, not including, `until`, the latest first. Two queries.

    Back is who pays a new price, or orders, after everything they paid for had ended. `person` narrows it to
    customers they may see.
    """
    found: dict[int, Return] = {}
    for one in _departures(since, until, person):
        back = min(day for day in (one.paid_on, one.ordered_on) if day is not None)
        if since <= back < until:
            found[one.customer_id] = Return(one.customer, one.end, back)
    return sorted(found.values(), key=lambda one: (one.back_on, one.customer.pk), reverse=True)


def _departures(since: date, until: date, person: Person | None) -> QuerySet[Any]:
    prices = PriceState.objects.filter(_PAID, subscription__customer=OuterRef("customer"))
    after = prices.filter(starts_on__gt=OuterRef("end"), starts_on__gte=since, starts_on__lt=until)
    here = prices.filter(starts_on__lte=OuterRef("end")).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("end"))
    )
    orders = Order.objects.filter(customer=OuterRef("customer"), ordered_on__gt=OuterRef("end"))
    orders = orders.filter(ordered_on__gte=since, ordered_on__lt=until)
    first = {"starts_on": after, "ordered_on": orders}
    paid_on, ordered_on = (
        Subquery(rows.order_by().values(key).annotate(of=Min(day)).values("of")[:1])
        for (day, rows), key in zip(first.items(), ("subscription__customer", "customer"), strict=True)
    )
    its = Departure.objects.annotate(end=END).filter(
        Exists(after) | Exists(orders), ~Exists(here), end__lt=until, undone_on__isnull=True,
        customer__deleted_at__isnull=True, customer__merged_into__isnull=True,
    ).exclude(kind=DepartureKind.WITHDRAWAL)  # fmt: skip
    if person is not None:
        its = its.filter(is_visible_to(person, "customer"))
    found = its.annotate(paid_on=paid_on, ordered_on=ordered_on)
    return found.select_related("customer").order_by("end", "pk")


def referrals_by(customer: Customer) -> list[Referral]:
    """Return whom a customer recommended us to, the latest first. One query."""
    its = Referral.objects.filter(recommended_by=customer, removed_at__isnull=True)
    return list(its.select_related("customer").order_by("-noted_at", "-pk")[:SHOWN])


def referrals_visible_to(person: Person) -> QuerySet[Referral]:
    """Return who came because a former customer said so, of customers this person may see."""
    its = Referral.objects.filter(
        is_visible_to(person, "customer"), is_visible_to(person, "recommended_by"), removed_at__isnull=True,
        customer__deleted_at__isnull=True,
    )  # fmt: skip
    return its.select_related("customer", "recommended_by").order_by("-noted_at", "-pk")


def referral_for(person: Person, number: int, *, removed: bool = False) -> Referral | None:
    """Return a referral between customers this person may see, or None; `removed`: one taken away, too."""
    if number > LARGEST:
        return None
    its = Referral.objects.filter(
        is_visible_to(person, "customer"), is_visible_to(person, "recommended_by"), pk=number
    ).select_related("customer", "recommended_by")
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def said_recommended(person: Person, *, since: date, until: date) -> int:
    """Return how many who joined in this time say themselves that somebody sent them. One query."""
    words = Q()
    for word in RECOMMENDED:
        words |= Q(acquisition_source__icontains=word)
    its = Customer.objects.filter(words, joined_on__gte=since, joined_on__lt=until, prospect=False)
    return its.filter(is_visible_to(person, "pk")).count()
