"""Which contracts come to the end of a term soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from karn.apps.contracts.models import PriceState, RenewalPlan, Subscription
from karn.apps.contracts.queries.standing import departures_in_effect, price_states_on
from karn.apps.contracts.rules.terms import Renewal, Terms, renewal_after
from karn.apps.customers.models import Kind
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person


@dataclass(frozen=True, slots=True)
class RenewalRow:
    """One contract in the list of renewals; `is_late` says that notice can no longer end it then."""

    subscription_id: int
    customer_id: int
    customer: str
    owner: str
    plan: str
    mrr: Decimal
    currency: str
    renewal: Renewal
    is_late: bool
    is_company: bool


SORTS: dict[str, Any] = {
    "on": lambda row: (row.renewal.on, row.customer.casefold()),
    "notice": lambda row: (row.renewal.notice_by or date.max, row.renewal.on, row.customer.casefold()),
    "customer": lambda row: (row.customer.casefold(), row.renewal.on),
    "owner": lambda row: (row.owner.casefold(), row.renewal.on, row.customer.casefold()),
    "mrr": lambda row: (-row.mrr, row.customer.casefold()),
}
"""How the list can be sorted, by what the address calls it."""


def terms_of(subscription: Subscription, starts_on: date | None) -> Terms:
    """Return what was agreed with a contract that began on `starts_on`."""
    return Terms(starts_on, subscription.term_months, subscription.contract_ends_on, subscription.notice_days)


def renewals_of(agreements: Iterable[Subscription], on: date) -> dict[int, Renewal]:
    """Return the next end of a term of each contract that runs on `on`, by the contract's id. No query.

    Give contracts with their prices, as agreements_of returns them.
    """
    found = {}
    for one in agreements:
        states = list(one.price_states.all())
        runs = any(state.is_paid_on(on) and _goes_on(state) for state in states)
        starts_on = min((state.starts_on for state in states), default=None)
        renewal = renewal_after(terms_of(one, starts_on), on) if runs else None
        if renewal is not None:
            found[one.pk] = renewal
    return found


def next_renewal_of(subscription: Subscription, on: date) -> Renewal | None:
    """Return the next end of a term of one contract; None where it has none, or does not run. One query."""
    prefetch_related_objects([subscription], "price_states")
    return renewals_of([subscription], on).get(subscription.pk)


def plans_of(rows: Iterable[RenewalRow]) -> dict[int, RenewalPlan]:
    """Return what is planned for the ends in these rows, by the contract's id. One query."""
    ends = {row.subscription_id: row.renewal.on for row in rows}
    its = RenewalPlan.objects.filter(subscription__in=ends, taken_back_at__isnull=True).select_related("by")
    return {one.subscription_id: one for one in its if one.for_end == ends[one.subscription_id]}


def _goes_on(state: PriceState) -> bool:
    return state.ends_on is None or not state.end_kind


def renewals_ahead(
    person: Person, *, on: date, days: int = 90, owner: str = "", sort: str = "on"
) -> list[RenewalRow]:
    """Return the contracts this person may see whose term ends within `days` after `on`.

    Left out is what is not paid on `on`, and what ends for good: a notice is in effect, or nothing is to
    be paid from some day on. `owner` is the id of an account manager, or "none". Two queries at most.
    """
    rows = [
        row for told in _running(person, on, owner) if (row := _row(told, on)) is not None
        and row.renewal.on <= on + timedelta(days=days)
    ]  # fmt: skip
    return sorted(rows, key=SORTS.get(sort, SORTS["on"]))


def _running(person: Person, on: date, owner: str) -> QuerySet[Subscription, Any]:
    paid = price_states_on(on).filter(subscription=OuterRef("pk"))
    going = departures_in_effect(on).filter(
        Q(subscription=OuterRef("pk")) | Q(subscription__isnull=True), customer=OuterRef("customer")
    )
    open_ended = PriceState.objects.filter(subscription=OuterRef("pk"), ends_on__isnull=True)
    customers = customers_visible_to(person)
    if owner == "none":
        customers = customers.filter(owner__isnull=True)
    elif owner.isascii() and owner.isdigit() and len(owner) < 19:
        customers = customers.filter(owner=int(owner))
    return Subscription.objects.filter(
        Q(term_months__gt=0) | Q(contract_ends_on__gt=on),
        Exists(paid),
        Exists(open_ended),
        ~Exists(going),
        customer__in=customers,
    ).annotate(
        began_on=Min("price_states__starts_on"),
        paid=Subquery(paid.values("mrr")[:1]),
        customer_name=F("customer__name"),
        customer_kind=F("customer__kind"),
        owner_name=F("customer__owner__name"),
    )


def _row(told: Any, on: date) -> RenewalRow | None:
    renewal = renewal_after(terms_of(told, told.began_on), on)
    if renewal is None:
        return None
    return RenewalRow(
        subscription_id=told.pk,
        customer_id=told.customer_id,
        customer=told.customer_name,
        owner=told.owner_name or "",
        plan=told.plan,
        mrr=told.paid,
        currency=told.currency,
        renewal=renewal,
        is_late=renewal.is_past_notice(on),
        is_company=told.customer_kind == Kind.COMPANY,
    )
