"""Payments that failed, and invoices left unpaid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Invoice, Payment, PaymentStatus
from karn.apps.contracts.queries import with_collection
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import (
    FEWEST_PAID,
    HABIT_DAYS,
    OVERDUE_DAYS,
    OWED_BACK_DAYS,
    failed_strength,
    overdue_strength,
    usual,
)
from karn.apps.threats.signals.card import Card

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Owed(TypedDict):
        paid: bool
        failed: bool
        waiting: bool
        owed_on: date
        last_failed: date | None

    OwedInvoice = WithAnnotations[Invoice, _Owed]


class PaymentTrouble:
    """A payment that failed and is not yet made good, or an invoice long overdue."""

    code = "payment"
    card = Card(
        name=_("Payment trouble"),
        question=_("Is money owed that usually comes by itself?"),
        evidence=_("Invoices of the last year, and the attempts to collect them."),
        threshold=_(
            "A payment failed and is not yet paid, or an invoice is more than 14 days overdue (for who "
            "usually pays late: a week more than usual)."
        ),
        blind_to=_("Invoices without any payment record, and payments made outside the imported source."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers with a failed unpaid payment or an invoice overdue for long."""
        owed: dict[int, list[OwedInvoice]] = defaultdict(list)
        for invoice in _owed(look):
            if invoice.customer_id in look.watched:
                owed[invoice.customer_id].append(invoice)
        habits = _lateness(look) if owed else {}
        for customer_id, invoices in owed.items():
            finding = _finding(look, customer_id, invoices, habits.get(customer_id))
            if finding is not None:
                yield finding


def _owed(look: Look) -> QuerySet[OwedInvoice]:
    """Return invoices unpaid on the day that failed or are long overdue, oldest first."""
    missing = Payment.objects.filter(
        Q(status__in=(PaymentStatus.FAILED, PaymentStatus.OPEN)) | Q(paid_on__gt=look.on)
    )
    failed_on = Payment.objects.filter(invoice=OuterRef("pk"), failed_on__lte=look.on).order_by()
    due = with_collection(Invoice.objects.filter(pk__in=missing.values("invoice")), look.on).annotate(
        owed_on=Coalesce("due_on", "invoiced_on"),
        last_failed=failed_on.values("invoice").annotate(of=Max("failed_on")).values("of"),
    )
    long_overdue = Q(owed_on__lt=look.on - timedelta(days=OVERDUE_DAYS))
    owed = due.filter(
        Q(failed=True) | long_overdue,
        paid=False,
        owed_on__gte=look.on - timedelta(days=OWED_BACK_DAYS),
    )
    return owed.order_by("owed_on", "pk")


def _finding(look: Look, customer_id: int, invoices: list[OwedInvoice], late: int | None) -> Finding | None:
    failed = [invoice for invoice in invoices if invoice.failed]
    shown = (failed or invoices)[0]
    day = (shown.last_failed if failed else None) or shown.owed_on
    days = (look.on - day).days
    strength = failed_strength(days, len(failed)) if failed else overdue_strength(days, late)
    if strength is None:
        return None
    facts = {
        "failed": bool(failed),
        "amount": str(shown.amount),
        "currency": shown.currency,
        "day": day.isoformat(),
        "invoices": len(invoices),
        "usual": late,
    }
    return Finding(
        customer_id, day, strength, facts, rows("contracts.invoice", *(invoice.pk for invoice in invoices))
    )


def _lateness(look: Look) -> dict[int, int | None]:
    """Return by how many days each customer who owes usually pays late, where there is enough past."""
    late: dict[int, list[int]] = defaultdict(list)
    paid = Payment.objects.filter(
        invoice__customer__in=_owed(look).order_by().values("customer"),
        status=PaymentStatus.PAID,
        paid_on__lte=look.on,
        paid_on__gt=look.on - timedelta(days=HABIT_DAYS),
        invoice__due_on__isnull=False,
    )
    for number, paid_on, due_on in paid.values_list("invoice__customer_id", "paid_on", "invoice__due_on"):
        if paid_on and due_on:
            late[number].append((paid_on - due_on).days)
    return {number: usual(days, FEWEST_PAID) for number, days in late.items()}
