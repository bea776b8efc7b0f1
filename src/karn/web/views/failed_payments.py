"""Payments that failed: who, how much, since when, what went out, what comes next; and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions.failed_payments import (
    ask_for_call,
    end_for_failure,
    note_paid,
    pause_instead,
    stop_reminding,
    take_decision_back,
)
from karn.apps.care.models import PaymentDecision
from karn.apps.care.queries.failed_payments import FailedPayment
from karn.apps.care.queries.failed_payments import failed_payments as found_payments
from karn.apps.care.rules.failed_payments import STEPS
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Edit, Invoice
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo

MOST_SHOWN = 200
LARGEST = 2**63 - 1


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def failed_payments(request: HttpRequest) -> HttpResponse:
    """List the payments that failed and nobody paid since; who is lost soonest first."""
    rows, on = _rows(request), timezone.localdate()
    shown = {
        "rows": [(row, row.next(on), row.days(on), row.is_lost(on)) for row in rows[:MOST_SHOWN]],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "everything": _wants_all(request),
        "days": ", ".join(map(str, STEPS.values())),
        "grace": company_of(request).grace_days,
    }
    return render(request, "payments/failed.html", shown)


def _wants_all(request: HttpRequest) -> bool:
    return request.GET.get("show") == "all"


def _rows(request: HttpRequest) -> list[FailedPayment]:
    return found_payments(person_of(request), on=timezone.localdate(), everything=_wants_all(request))


def _next_on(row: FailedPayment) -> date | str:
    following = row.next(timezone.localdate())
    return following.on if following else ""


FAILED_PAYMENTS = list_as_file(
    Listing[FailedPayment](
        name="failed_payments",
        address="failed-payments/failed-payments",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (gettext_lazy("Amount"), lambda row: row.invoice.amount),
            (gettext_lazy("Currency"), lambda row: row.invoice.currency),
            (gettext_lazy("Plan"), lambda row: row.invoice.subscription and row.invoice.subscription.plan),
            (gettext_lazy("Failed since"), lambda row: row.failed_on),
            (gettext_lazy("Attempts that failed"), lambda row: row.bill.failures),
            (gettext_lazy("Reminders sent"), lambda row: len(row.reminders)),
            (gettext_lazy("Last reminder"), lambda row: row.reminders[-1].made_on if row.reminders else ""),
            (gettext_lazy("Next reminder"), _next_on),
            (gettext_lazy("Counts as lost on"), lambda row: row.lost_on),
            (gettext_lazy("Decided"), lambda row: row.decision and row.decision.get_decided_display()),
            (gettext_lazy("Account manager"), lambda row: row.customer.owner and row.customer.owner.name),
        ],
    )
)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def payment_paid(request: HttpRequest, number: int) -> HttpResponse:
    """Store that it was paid today."""
    edit: Edit | None = _done(request, number, note_paid)
    if edit is not None:
        said = _("Paid: nobody writes to %(name)s about it any more.") % {"name": edit.customer.name}
        offer_undo(request, said, reverse("undo_edit", args=[edit.pk]))
    return redirect("failed_payments")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def payment_paused(request: HttpRequest, number: int) -> HttpResponse:
    """Pause the contract for a month instead of losing them."""
    made = _done(request, number, pause_instead)
    return _told(request, made, _("%(name)s pays nothing for a month, and this invoice neither."))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def payment_ended(request: HttpRequest, number: int) -> HttpResponse:
    """End the contract as a loss by payment failure."""
    made = _done(request, number, end_for_failure)
    return _told(
        request, made, _("The contract of %(name)s ends today. It counts as lost by payment failure.")
    )


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def payment_call(request: HttpRequest, number: int) -> HttpResponse:
    """Make a task of calling them."""
    made = _done(request, number, ask_for_call)
    return _told(request, made, _("To call %(name)s is a task of today."))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def payment_quiet(request: HttpRequest, number: int) -> HttpResponse:
    """Let no more reminders go."""
    made = _done(request, number, stop_reminding)
    return _told(request, made, _("%(name)s gets no more reminders of this payment."))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PAYMENTS)
def undo_payment(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was decided about a failed payment."""
    its = PaymentDecision.objects.filter(customer__in=customers_visible_to(person_of(request)))
    decision = its.filter(pk=number).first() if number <= LARGEST else None
    if decision is None:
        raise Http404
    try:
        take_decision_back(decision=decision, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("It is taken back."))
    return redirect("failed_payments")


def _done(request: HttpRequest, number: int, act: Callable[..., Any]) -> Any:
    """Do it to an invoice this person may see; None where it cannot be done, which is said."""
    its = Invoice.objects.filter(customer__in=customers_visible_to(person_of(request)))
    if number > LARGEST or not its.filter(pk=number).exists():
        raise Http404
    try:
        return act(invoice=number, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return None


def _told(request: HttpRequest, made: PaymentDecision | None, said: str) -> HttpResponse:
    if made is not None:
        told = said % {"name": made.customer.name}
        offer_undo(request, told, reverse("undo_payment", args=[made.pk]))
    return redirect("failed_payments")
