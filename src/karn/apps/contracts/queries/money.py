"""What customers were asked to pay, and whether they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from karn.apps.company.models import GRACE_DAYS, Company
from karn.apps.contracts.models import Invoice, Payment, PaymentStatus
from karn.apps.contracts.rules.bills import BillState, bill_state
from karn.apps.customers.models import Customer
from karn.platform.prepared import prepared

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Collection(TypedDict):
        paid: bool
        failed: bool
        waiting: bool
        failures: int | None
        first_failed_on: date | None
        grace_days: int

    CollectedInvoice = WithAnnotations[Invoice, _Collection]

UNPAID = 20
"""Unpaid invoices on a customer's page."""


def with_collection(invoices: QuerySet[Invoice], on: date) -> QuerySet[CollectedInvoice]:
    """Annotate how collecting each invoice stood on `on`: booleans `paid`, `failed`, `waiting`.

    Paid = one attempt was paid by `on`, or it need not be paid any more because it was credited by then;
    failed = one failed by `on`; waiting = there was an attempt at all. An attempt without a date counts
    with its status. `first_failed_on` is the first day one failed, `grace_days` the company's grace.
    """
    attempts = Payment.objects.filter(invoice=OuterRef("pk"))
    dated = Q(paid_on__isnull=True) | Q(paid_on__lte=on)
    missed = Q(failed_on__isnull=True, status=PaymentStatus.FAILED) | Q(failed_on__lte=on)
    grace = Company.objects.order_by("pk").values("grace_days")[:1]
    failed_on = attempts.filter(failed_on__lte=on).order_by().values("invoice")
    return invoices.annotate(
        paid=Q(Exists(attempts.filter(dated, status=PaymentStatus.PAID)))
        | Q(credited_on__isnull=False, credited_on__lte=on),
        failed=Exists(attempts.filter(missed)),
        waiting=Exists(attempts),
        failures=Subquery(
            attempts.filter(missed).order_by().values("invoice").annotate(of=Count("pk")).values("of")
        ),
        first_failed_on=Subquery(failed_on.annotate(of=Min("failed_on")).values("of")),
        grace_days=Coalesce(Subquery(grace), GRACE_DAYS),
    )


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice, how collecting it stands, and how often and since when collecting it failed."""

    invoice: Invoice
    state: BillState
    failures: int = 0
    failed_on: date | None = None


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
        for row in _purses_of(customer=customer.pk, on=on)
    ]


@prepared
def _purses_of(customer: int, on: date) -> QuerySet[Any, Any]:
    return (
        with_collection(_asked_of(customer, on), on)
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


def _asked_of(customer: int, on: date) -> QuerySet[Invoice]:
    credited = Q(credited_on__isnull=False, credited_on__lte=on)
    return Invoice.objects.filter(~credited, customer=customer)


def unpaid_bills_of(customer: Customer, *, on: date, limit: int = UNPAID) -> list[Bill]:
    """Return the customer's invoices not paid by `on`, oldest due first, at most `limit` (20). One query."""
    return [bill_of(invoice, on) for invoice in _unpaid_of(customer=customer.pk, on=on)[:limit]]


@prepared
def _unpaid_of(customer: int, on: date) -> QuerySet[CollectedInvoice]:
    its = with_collection(_asked_of(customer, on), on).filter(paid=False)
    return its.order_by(F("due_on").asc(nulls_last=True), "pk")[:UNPAID]


def every_bill_of(customer: Customer, *, on: date) -> list[Bill]:
    """Return all the customer's invoices, credited ones too, the newest first. One query."""
    its = with_collection(Invoice.objects.filter(customer=customer), on)
    newest = its.order_by(F("invoiced_on").desc(nulls_last=True), "-pk")
    return [bill_of(invoice, on) for invoice in newest]


def bill_of(invoice: CollectedInvoice, on: date) -> Bill:
    """Return an invoice with how collecting it stands on `on`."""
    return Bill(invoice, collection_of(invoice, on), invoice.failures or 0, invoice.first_failed_on)


def collection_of(invoice: CollectedInvoice, on: date) -> BillState:
    """Say how collecting an invoice stands on `on`."""
    credited = invoice.credited_on is not None and invoice.credited_on <= on
    return bill_state(
        on,
        due_on=invoice.due_on,
        paid=invoice.paid and not credited,
        failed=invoice.failed,
        failed_on=invoice.first_failed_on,
        credited_on=invoice.credited_on,
        grace_days=invoice.grace_days,
    )


def first_failure_of(customer: int) -> date | None:
    """Return the first day on which collecting an invoice of the customer (its id) failed."""
    failed = Payment.objects.filter(invoice__customer=customer, status=PaymentStatus.FAILED)
    first: date | None = failed.aggregate(on=Min("failed_on"))["on"]
    return first
