"""What customers ordered, and sent back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from karn.apps.contracts.models import Order, Return
from karn.apps.customers.models import Customer
from karn.platform.prepared import prepared

LATEST = 10
"""Orders on a customer's page."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order and how much of it came back."""

    order: Order
    returned: Decimal

    @property
    def left(self) -> Decimal:
        """What of it can still come back."""
        return self.order.amount - self.returned


@dataclass(frozen=True, slots=True)
class Basket:
    """All a customer ordered in one currency: how often, for how much, and how much of it came back."""

    currency: str
    orders: int
    ordered: Decimal
    returned: Decimal

    @property
    def net(self) -> Decimal:
        """What was ordered and not sent back."""
        return self.ordered - self.returned


def purchases_of(customer: Customer) -> list[Purchase]:
    """Return the customer's latest orders. One query."""
    return [Purchase(order, order.returned or Decimal(0)) for order in _latest_of(customer=customer.pk)]


def every_purchase_of(customer: Customer) -> list[Purchase]:
    """Return all the customer's orders, the newest first. One query."""
    return [Purchase(order, order.returned or Decimal(0)) for order in _orders_of(customer.pk)]


@prepared
def _latest_of(customer: int) -> QuerySet[Order, Any]:
    return _orders_of(customer)[:LATEST]


def _orders_of(customer: int) -> QuerySet[Order, Any]:
    back = Return.objects.filter(order=OuterRef("pk")).order_by().values("order")
    orders = Order.objects.filter(customer=customer).annotate(
        returned=Subquery(back.annotate(of=Sum("amount")).values("of"))
    )
    return orders.order_by("-ordered_on", "-pk")


def baskets_of(customer: Customer) -> list[Basket]:
    """Return what the customer ordered and sent back, one row per currency. Two queries at most."""
    counted = sorted(_bought(customer=customer.pk))
    returned = dict(_sent_back(customer=customer.pk)) if counted else {}
    return [Basket(code, many, amount, returned.get(code, Decimal(0))) for code, amount, many in counted]


@prepared
def _bought(customer: int) -> QuerySet[Order, tuple[str, Decimal, int]]:
    orders = Order.objects.filter(customer=customer).order_by().values_list("currency")
    return orders.annotate(of=Sum("amount"), many=Count("pk"))


@prepared
def _sent_back(customer: int) -> QuerySet[Return, tuple[str, Decimal]]:
    back = Return.objects.filter(order__customer=customer).order_by().values_list("order__currency")
    return back.annotate(of=Sum("amount"))
