"""What customers were asked to pay, and whether they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from karn.apps.contracts.models import Invoice, Payment, PaymentStatus
from karn.apps.customers.models import Customer

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Collection(TypedDict):
        paid: bool
        failed: bool
        waiting: bool

    CollectedInvoice = WithAnnotations[Invoice, _Collection]


def with_collection(invoices: QuerySet[Invoice], on: date) -> QuerySet[CollectedInvoice]:
    """Annotate how collecting each invoice stood on `on`: booleans `paid`, `failed`, `waiting`.

    Paid = one attempt was paid by `on`; failed = one failed by `on`; waiting = there was an attempt at
    all. An attempt without a date counts with its status.
    """
    attempts = Payment.objects.filter(invoice=OuterRef("pk"))
    dated = Q(paid_on__isnull=True) | Q(paid_on__lte=on)
    missed = Q(failed_on__isnull=True, status=PaymentStatus.FAILED) | Q(failed_on__lte=on)
    return invoices.annotate(
        paid=Exists(attempts.filter(dated, status=PaymentStatus.PAID)),
        failed=Exists(attempts.filter(missed)),
        waiting=Exists(attempts),
    )


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice and how collecting it stands: `state` as :func:`collection_of` says."""

    invoice: Invoice
    state: str


@dataclass(frozen=True, slots=True)
class Purse:
    """A customer's money in one currency."""

    currency: str
    invoices: int
    billed: Decimal
    paid: Decimal
    owed: Decimal
    failed: int
    first_on: date | None
    last_on: date | None


def purse_of(customer: Customer, *, on: date) -> list[Purse]:
    """Return what the customer was billed, paid and owes on `on`, one row per currency. One query."""
    rows = (
        with_collection(Invoice.objects.filter(customer=customer), on)
        .values("currency")
        .annotate(
            invoices=Count("pk"),
            billed=Sum("amount", default=0),
            settled=Sum("amount", filter=Q(paid=True), default=0),
            missed=Count("pk", filter=Q(failed=True, paid=False)),
            first_on=Min("invoiced_on"),
            last_on=Max("invoiced_on"),
        )
        .order_by("currency")
    )
    return [
        Purse(
            currency=row["currency"],
            invoices=row["invoices"],
            billed=row["billed"],
            paid=row["settled"],
            owed=row["billed"] - row["settled"],
            failed=row["missed"],
            first_on=row["first_on"],
            last_on=row["last_on"],
        )
        for row in rows
    ]


def unpaid_bills_of(customer: Customer, *, on: date, limit: int = 20) -> list[Bill]:
    """Return the customer's invoices not paid by `on`, oldest due first, at most `limit`. One query."""
    its = with_collection(Invoice.objects.filter(customer=customer), on).filter(paid=False)
    oldest = its.order_by(F("due_on").asc(nulls_last=True), "pk")[:limit]
    return [Bill(invoice, collection_of(invoice, on)) for invoice in oldest]


def collection_of(invoice: CollectedInvoice, on: date) -> str:
    """Say how collecting an invoice stands on `on`: paid, failed, overdue or open."""
    if invoice.paid:
        return "paid"
    if invoice.failed:
        return "failed"
    return "overdue" if invoice.due_on is not None and invoice.due_on < on else "open"
