"""What one client got for the money: logged in one line, and taken along as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import value as actions
from karn.apps.care.models.value import Benefit
from karn.apps.care.queries.value import (
    all_benefits,
    benefit_for,
    benefits_of,
    open_recap_of,
    sent_recaps_of,
    spent_on_extras,
)
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.forms.value import BenefitForm
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo

YEAR = timedelta(days=365)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.VALUE)
def customer_value(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a client got, what that cost us, and what they were told of it."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="value")
    return _page(request, customer, _form(request, customer))


def _page(request: HttpRequest, customer: Customer, form: BenefitForm, status: int = 200) -> HttpResponse:
    page: dict[str, Any] = {
        "customer": customer,
        "form": form,
        "benefits": benefits_of(customer),
        "spent": spent_on_extras(customer, since=timezone.localdate() - YEAR),
        "recap": open_recap_of(customer.pk),
        "sent": sent_recaps_of(customer),
        "today": timezone.localdate(),
    }
    return render(request, "value/customer.html", page, status=status)


def _form(request: HttpRequest, customer: Customer) -> BenefitForm:
    on, currency = timezone.localdate(), company_of(request).currency
    return BenefitForm(request.POST or None, customer=customer, on=on, currency=currency)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.VALUE)
def new_benefit(request: HttpRequest, number: int) -> HttpResponse:
    """Log something a client got."""
    customer = customer_or_404(request, number)
    form = _form(request, customer)
    if form.is_valid():
        try:
            got = actions.log_benefit(
                customer=customer, got=form.got(), by=person_of(request), at=timezone.now()
            )
        except BadInput as error:
            form.add_error("given_on", in_words(error))
        else:
            offer_undo(
                request, _("Logged: %(what)s") % {"what": got.what}, reverse("remove_benefit", args=[got.pk])
            )
            return redirect("customer_value", number)
    return _page(request, customer, form, 400)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.VALUE)
def remove_benefit(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away what was logged; it can be brought back."""
    benefit = _benefit(request, number)
    actions.remove_benefit(benefit=benefit, by=person_of(request), at=timezone.now())
    offer_undo(request, _("It is gone."), reverse("restore_benefit", args=[number]))
    return redirect("customer_value", benefit.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.VALUE)
def restore_benefit(request: HttpRequest, number: int) -> HttpResponse:
    """Bring back what was thrown away."""
    benefit = _benefit(request, number)
    actions.restore_benefit(benefit=benefit, by=person_of(request), at=timezone.now())
    messages.success(request, _("It is back."))
    return redirect("customer_value", benefit.customer_id)


def _benefit(request: HttpRequest, number: int) -> Benefit:
    found = benefit_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _rows(request: HttpRequest, number: int) -> Iterable[Benefit]:
    return all_benefits(person_of(request), customer_or_404(request, number).pk)


VALUE = list_as_file(
    Listing[Benefit](
        name="customer_value",
        address="customers/<int:number>/value",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("When"), lambda one: one.given_on),
            (gettext_lazy("Kind"), lambda one: one.get_kind_display()),
            (gettext_lazy("What they got"), lambda one: one.what),
            (gettext_lazy("What it cost us"), lambda one: one.cost),
            (gettext_lazy("Currency"), lambda one: one.currency),
            (gettext_lazy("Hours"), lambda one: one.hours),
            (gettext_lazy("For whom"), lambda one: one.contact.name if one.contact else ""),
            (gettext_lazy("Logged by"), lambda one: one.made_by.name if one.made_by else ""),
        ],
    )
)
