"""A customer's invoices and orders, a page at a time, the last stored first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from karn.apps.contracts.models import Invoice, Order
from karn.apps.contracts.queries.money import Bill, bill_of, with_collection
from karn.apps.customers.models import Customer

PAGE = 50
"""Rows on one page."""


@dataclass(frozen=True, slots=True)
class BillPage:
    """One page of invoices; `before` is the number to page on from, None on the last."""

    rows: list[Bill]
    before: int | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of orders; `before` is the number to page on from, None on the last."""

    rows: list[Order]
    before: int | None


def bills_page(customer: Customer, *, on: date, before: int | None = None, limit: int = PAGE) -> BillPage:
    """Return a page of the customer's invoices, credited ones too, each as it stands on `on`. One query."""
    its = with_collection(Invoice.objects.filter(customer=customer), on)
    if before is not None:
        its = its.filter(pk__lt=before)
    found = list(its.order_by("-pk")[: limit + 1])
    rows = [bill_of(invoice, on) for invoice in found[:limit]]
    return BillPage(rows, rows[-1].invoice.pk if len(found) > limit else None)


def orders_page(customer: Customer, *, before: int | None = None, limit: int = PAGE) -> OrderPage:
    """Return a page of the customer's orders. One query."""
    its = Order.objects.filter(customer=customer)
    if before is not None:
        its = its.filter(pk__lt=before)
    found = list(its.order_by("-pk")[: limit + 1])
    return OrderPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)
