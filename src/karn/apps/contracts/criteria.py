"""What segments can ask of contracts, money and orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Invoice, Order, PriceState, State, Subscription
from karn.apps.contracts.queries import (
    active_on,
    leaving_on,
    left_on,
    paused_on,
    plans,
    price_states_on,
    with_collection,
)
from karn.apps.contracts.rules import Standing
from karn.apps.segments.fields.comparing import NOBODY, code_in
from karn.apps.segments.fields.field import (
    OF_EACH,
    Choices,
    Field,
    When,
    any_row,
    as_cents,
    as_day,
    as_months_since,
    as_number,
    one_value,
)
from karn.apps.segments.rules.operators import FieldType, Operator
from karn.apps.segments.rules.values import Asked

_CUSTOMER: Final = "subscription__customer"


def _paid(when: When) -> QuerySet[PriceState]:
    """Return what the customer who is asked about pays on the day."""
    return price_states_on(when.on).filter(subscription__customer=OF_EACH)


def _ever_paid(when: When) -> QuerySet[PriceState]:
    its = PriceState.objects.filter(subscription__customer=OF_EACH, state=State.ACTIVE, mrr__gt=0)
    return its.filter(starts_on__lte=when.on)


def _terms(when: When) -> QuerySet[Subscription]:
    """Return the subscriptions of which the term ends on the day or later."""
    return Subscription.objects.filter(customer=OF_EACH, contract_ends_on__gte=when.on)


def _failed(when: When) -> QuerySet[Any]:
    its = Invoice.objects.filter(customer=OF_EACH)
    return with_collection(its, when.on).filter(paid=False, failed=True)


def _orders(when: When) -> QuerySet[Order]:
    return Order.objects.filter(customer=OF_EACH, ordered_on__lte=when.on)


def _active(day: date) -> Q:
    return Q(pk__in=active_on(day).values("pk")) & ~_leaving(day)


def _leaving(day: date) -> Q:
    return Q(pk__in=leaving_on(day).values("pk"))


def _none(day: date) -> Q:
    elsewhere = (active_on(day), paused_on(day), left_on(day))
    return ~Q(*(Q(pk__in=its.values("pk")) for its in elsewhere), _connector=Q.OR)


_STANDINGS: Final[dict[str, Callable[[date], Q]]] = {
    Standing.ACTIVE: _active,
    Standing.LEAVING: _leaving,
    Standing.PAUSED: lambda day: Q(pk__in=paused_on(day).values("pk")),
    Standing.LEFT: lambda day: Q(pk__in=left_on(day).values("pk")),
    Standing.NONE: _none,
}


def _stands(asked: Asked, when: When) -> Q:
    """Find by where customers stand; everybody stands somewhere."""
    if asked.empty:
        return ~NOBODY
    held = [_STANDINGS[code](when.on) for code in asked.texts if code in _STANDINGS]
    return Q(*held, _connector=Q.OR) if held else NOBODY


def _standings() -> Choices:
    return [
        (Standing.ACTIVE.value, _("Paying")),
        (Standing.LEAVING.value, _("Leaving")),
        (Standing.PAUSED.value, _("Paused")),
        (Standing.LEFT.value, _("Left")),
        (Standing.NONE.value, _("No contract")),
    ]


def _currencies() -> Choices:
    used = Subscription.objects.order_by("currency").values_list("currency", flat=True).distinct()
    return [(code, code) for code in used]


_MONTHLY = Cast(Round(Sum("mrr") * 100), BigIntegerField())


class Contracts:
    """Contracts, invoices and orders."""

    name = _("Contract and payment")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field("contracts.standing", _("State"), FieldType.CHOICE, _stands, _standings),
    Field(
        "contracts.mrr",
        _("Pays a month (MRR)"),
        FieldType.MONEY,
        one_value(_paid, _CUSTOMER, _MONTHLY, as_cents, without=0),
        note=_("In the currency the customer pays in."),
    ),
    Field(
        "contracts.plan",
        _("Plan"),
        FieldType.CHOICE,
        any_row(_paid, lambda asked: code_in(asked, "subscription__plan")),
        lambda: [(plan, plan) for plan in plans()],
    ),
    Field(
        "contracts.currency",
        _("Currency"),
        FieldType.CHOICE,
        any_row(_paid, lambda asked: code_in(asked, "subscription__currency")),
        _currencies,
    ),
    Field(
        "contracts.ends_on",
        _("End of the contract’s term"),
        FieldType.DATE,
        one_value(_terms, "customer", Min("contract_ends_on"), as_day),
        usual=Operator.NEXT_DAYS,
        note=_("The first that is still ahead."),
    ),
    Field(
        "contracts.months",
        _("Months since the first payment began"),
        FieldType.NUMBER,
        one_value(_ever_paid, _CUSTOMER, Min("starts_on"), as_months_since),
    ),
    Field(
        "contracts.failed",
        _("Failed payments still open"),
        FieldType.NUMBER,
        one_value(_failed, "customer", Count("pk"), as_number, without=0),
    ),
    Field(
        "contracts.last_order",
        _("Last order"),
        FieldType.DATE,
        one_value(_orders, "customer", Max("ordered_on"), as_day),
    ),
    Field(
        "contracts.orders",
        _("Orders"),
        FieldType.NUMBER,
        one_value(_orders, "customer", Count("pk"), as_number, without=0),
    ),
)
CONTRACTS = Contracts()
