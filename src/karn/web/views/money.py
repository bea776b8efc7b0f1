"""Invoices, orders, returns, hours and costs, by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
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
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs
from karn.web.forms.money import CostForm, HoursForm, InvoiceForm, OrderForm, ReturnForm
from karn.web.forms.rows import as_text
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
