"""Invoices, orders, returns, hours and costs, by hand."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.costs import (
    add_cost,
    add_hours,
    change_cost,
    change_hours,
    remove_cost,
    remove_hours,
)
from karn.apps.contracts.actions.money import add_invoice, add_order, credit_invoice, mark_paid, note_return
from karn.apps.contracts.models import Cost, Edit, Hours, Invoice, Order
from karn.apps.contracts.queries import Bill
from karn.apps.contracts.queries.margins import hours_and_costs_of
from karn.apps.contracts.queries.money import every_bill_of
from karn.apps.contracts.queries.orders import Purchase, every_purchase_of
from karn.apps.contracts.rules.bills import BillState
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen
from karn.web.forms.money import CostForm, HoursForm, InvoiceForm, OrderForm, ReturnForm
from karn.web.forms.rows import as_text
from karn.web.listings import Listing, list_as_file
from karn.web.views.contracts import fill_in, own_customer, own_row, say_done, who_and_when


@needs(Deed.CHANGE_CUSTOMERS)
def new_invoice(request: HttpRequest, number: int) -> HttpResponse:
    """Add an invoice to a customer."""
    customer, today = own_customer(request, number), as_text(timezone.localdate())
    form = InvoiceForm(request.POST or None, currency=current_company().currency, invoiced_on=today)

    def act(form: InvoiceForm) -> Edit | None:
        return add_invoice(customer=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=customer, title=_("New invoice"))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def invoice_paid(request: HttpRequest, number: int) -> HttpResponse:
    """Note that an invoice was paid today."""
    invoice = own_row(request, Invoice.objects.all(), number)
    try:
        say_done(request, mark_paid(invoice=number, on=timezone.localdate(), **who_and_when(request)))
    except BadInput as error:
        messages.error(request, in_words(error))
    return redirect("customer", invoice.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def invoice_credited(request: HttpRequest, number: int) -> HttpResponse:
    """Note that an invoice need not be paid any more."""
    invoice = own_row(request, Invoice.objects.all(), number)
    say_done(request, credit_invoice(invoice=number, on=timezone.localdate(), **who_and_when(request)))
    return redirect("customer", invoice.customer_id)


@needs(Deed.CHANGE_CUSTOMERS)
def new_order(request: HttpRequest, number: int) -> HttpResponse:
    """Add an order to a customer."""
    customer, today = own_customer(request, number), as_text(timezone.localdate())
    form = OrderForm(request.POST or None, currency=current_company().currency, ordered_on=today)

    def act(form: OrderForm) -> Edit | None:
        return add_order(customer=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=customer, title=_("New order"))


@needs(Deed.CHANGE_CUSTOMERS)
def new_return(request: HttpRequest, number: int) -> HttpResponse:
    """Note that something of an order came back."""
    order = own_row(request, Order.objects.select_related("customer"), number)
    form = ReturnForm(request.POST or None, on=as_text(timezone.localdate()))

    def act(form: ReturnForm) -> Edit | None:
        return note_return(order=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=order.customer, title=_("Note a return"))


@needs(Deed.CHANGE_CUSTOMERS)
def new_hours(request: HttpRequest, number: int) -> HttpResponse:
    """Note hours spent on a customer."""
    customer = own_customer(request, number)
    form = HoursForm(request.POST or None, on=timezone.localdate())

    def act(form: HoursForm) -> Edit | None:
        return add_hours(customer=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=customer, title=_("Note hours"))


@needs(Deed.CHANGE_CUSTOMERS)
def edit_hours(request: HttpRequest, number: int) -> HttpResponse:
    """Change hours spent on a customer."""
    stored = own_row(request, Hours.objects.select_related("customer"), number)
    form = HoursForm(request.POST or None, hours=stored)

    def act(form: HoursForm) -> Edit | None:
        return change_hours(hours=number, facts=form.facts(), seen=form.seen, **who_and_when(request))

    gone = reverse("remove_hours", args=[number])
    return fill_in(request, form, act, customer=stored.customer, title=_("Change hours"), remove_url=gone)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def drop_hours(request: HttpRequest, number: int) -> HttpResponse:
    """Take hours away; it can be undone."""
    stored = own_row(request, Hours.objects.all(), number)
    say_done(request, remove_hours(hours=number, **who_and_when(request)))
    return redirect("customer", stored.customer_id)


@needs(Deed.CHANGE_CUSTOMERS)
def new_cost(request: HttpRequest, number: int) -> HttpResponse:
    """Note another cost of serving a customer."""
    customer = own_customer(request, number)
    form = CostForm(request.POST or None, currency=current_company().currency, on=timezone.localdate())

    def act(form: CostForm) -> Edit | None:
        return add_cost(customer=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=customer, title=_("Note a cost"))


@needs(Deed.CHANGE_CUSTOMERS)
def edit_cost(request: HttpRequest, number: int) -> HttpResponse:
    """Change a cost of serving a customer."""
    stored = own_row(request, Cost.objects.select_related("customer"), number)
    form = CostForm(request.POST or None, cost=stored)

    def act(form: CostForm) -> Edit | None:
        return change_cost(cost=number, facts=form.facts(), seen=form.seen, **who_and_when(request))

    gone = reverse("remove_cost", args=[number])
    return fill_in(request, form, act, customer=stored.customer, title=_("Change a cost"), remove_url=gone)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def drop_cost(request: HttpRequest, number: int) -> HttpResponse:
    """Take a cost away; it can be undone."""
    stored = own_row(request, Cost.objects.all(), number)
    say_done(request, remove_cost(cost=number, **who_and_when(request)))
    return redirect("customer", stored.customer_id)


BILLS: Final[dict[BillState, Promise]] = {
    BillState.OPEN: gettext_lazy("Open"),
    BillState.OVERDUE: gettext_lazy("Overdue"),
    BillState.IN_GRACE: gettext_lazy("Failed, time to make it good"),
    BillState.FAILED: gettext_lazy("Failed"),
    BillState.PAID: gettext_lazy("Paid"),
    BillState.CREDITED: gettext_lazy("Credited"),
}


def _seen(request: HttpRequest, number: int, what: str) -> Customer:
    customer = own_customer(request, number)
    note_seen(request, customer, what=what)
    return customer


def _bills(request: HttpRequest, number: int) -> list[Bill]:
    return every_bill_of(_seen(request, number, "invoices"), on=timezone.localdate())


def _purchases(request: HttpRequest, number: int) -> list[Purchase]:
    return every_purchase_of(_seen(request, number, "orders"))


def _spent(request: HttpRequest, number: int) -> list[Hours | Cost]:
    return hours_and_costs_of(_seen(request, number, "hours and costs"))


INVOICES = list_as_file(
    Listing[Bill](
        name="customer_invoices",
        address="customers/<int:number>/invoices",
        rows=_bills,
        columns=[
            (gettext_lazy("Invoice"), lambda row: row.invoice.source_id),
            (gettext_lazy("Invoiced"), lambda row: row.invoice.invoiced_on),
            (gettext_lazy("Due"), lambda row: row.invoice.due_on),
            (gettext_lazy("Amount"), lambda row: row.invoice.amount),
            (gettext_lazy("Currency"), lambda row: row.invoice.currency),
            (gettext_lazy("State"), lambda row: BILLS[row.state]),
            (gettext_lazy("Failures"), lambda row: row.failures),
            (gettext_lazy("First failed"), lambda row: row.failed_on),
        ],
    )
)
ORDERS = list_as_file(
    Listing[Purchase](
        name="customer_orders",
        address="customers/<int:number>/orders",
        rows=_purchases,
        columns=[
            (gettext_lazy("Order"), lambda row: row.order.source_id),
            (gettext_lazy("Ordered"), lambda row: row.order.ordered_on),
            (gettext_lazy("Amount"), lambda row: row.order.amount),
            (gettext_lazy("Sent back"), lambda row: row.returned),
            (gettext_lazy("Currency"), lambda row: row.order.currency),
        ],
    )
)


def _worker(row: Hours | Cost) -> str:
    if isinstance(row, Cost):
        return ""
    return row.person.name if row.person else row.role


COSTS = list_as_file(
    Listing[Hours | Cost](
        name="customer_costs",
        address="customers/<int:number>/costs",
        rows=_spent,
        columns=[
            (gettext_lazy("Day"), lambda row: row.worked_on if isinstance(row, Hours) else row.cost_on),
            (gettext_lazy("Hours"), lambda row: row.hours if isinstance(row, Hours) else None),
            (gettext_lazy("Who"), _worker),
            (gettext_lazy("Amount"), lambda row: None if isinstance(row, Hours) else row.amount),
            (gettext_lazy("Currency"), lambda row: "" if isinstance(row, Hours) else row.currency),
            (gettext_lazy("What for"), lambda row: row.what),
        ],
    )
)
