"""A customer's facts: made and changed by hand, thrown away and brought back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.customers import (
    DAYS_IN_BIN,
    add_source_id,
    change_customer,
    create_customer,
    delete_customer,
    restore_customer,
)
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import customers_in_bin, customers_visible_to
from karn.apps.customers.queries.duplicates import alike_customers
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.bin import others_in_bin
from karn.web.forms.customers import CustomerForm, texts_of_customer
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo

MOST_IN_BIN = 200


@needs(Deed.CHANGE_CUSTOMERS)
def new_customer(request: HttpRequest) -> HttpResponse:
    """Make a customer by hand."""
    person = person_of(request)
    form = CustomerForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_customer(by=person, at=timezone.now(), **form.facts())
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            _warn_of_likely(request, made, person)
            messages.success(request, _("%(name)s is stored.") % {"name": made.name})
            return redirect("customer", made.pk)
    return render(request, "customers/edit.html", {"form": form}, status=400 if form.errors else 200)


@needs(Deed.CHANGE_CUSTOMERS)
def edit_customer(request: HttpRequest, number: int) -> HttpResponse:
    """Change a customer's facts; 409 with both values when somebody else did meanwhile."""
    person = person_of(request)
    customer = get_object_or_404(customers_visible_to(person), pk=number)
    note_seen(request, customer, what="form")
    form = CustomerForm(request.POST if request.method == "POST" else None, person=person, customer=customer)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_customer(customer=number, facts=form.facts(), by=person, at=timezone.now(), seen=form.seen)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Customer):
                form.meet(error.stored.version, texts_of_customer(error.stored, form.kinds))
            status = 409
        except BadInput as error:
            form.add_error(None, in_words(error))
        except Customer.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": form.cleaned_data["name"]})
            return redirect("customer", number)
    shown = {"form": form, "customer": customer, "conflicts": form.conflicts}
    return render(request, "customers/edit.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def remove_customer(request: HttpRequest, number: int) -> HttpResponse:
    """Put a customer into the bin."""
    try:
        gone = delete_customer(customer=number, by=person_of(request), at=timezone.now())
    except Customer.DoesNotExist:
        raise Http404 from None
    said = _("%(name)s is in the bin, for %(days)s days.") % {"name": gone.name, "days": DAYS_IN_BIN}
    offer_undo(request, said, reverse("restore_customer", args=[number]))
    return redirect("customers")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a customer out of the bin."""
    try:
        back = restore_customer(customer=number, by=person_of(request), at=timezone.now())
    except Customer.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("%(name)s is back.") % {"name": back.name})
    return redirect("customer", number)


@needs(Deed.CHANGE_CUSTOMERS)
def customer_bin(request: HttpRequest) -> HttpResponse:
    """Show who is in the bin."""
    thrown = _thrown_away(request)[:MOST_IN_BIN]
    listed = [(one, _gone_at(one)) for one in thrown]
    return render(
        request,
        "customers/bin.html",
        {"thrown": listed, "days": DAYS_IN_BIN, "others": others_in_bin(person_of(request))},
    )


def _thrown_away(request: HttpRequest) -> QuerySet[Customer]:
    return customers_in_bin(person_of(request)).order_by("-deleted_at", "pk")


def _gone_at(one: Customer) -> datetime | None:
    return one.deleted_at and one.deleted_at + timedelta(days=DAYS_IN_BIN)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def source_id(request: HttpRequest, number: int) -> HttpResponse:
    """Note what a customer is called in another program."""
    told = {name: word_asked(request.POST, name) for name in ("source", "source_id")}
    try:
        add_source_id(customer=number, by=person_of(request), at=timezone.now(), **told)
    except Customer.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("What comes from %(source)s finds this customer now.") % told)
    return redirect("edit_customer", number)


def _warn_of_likely(request: HttpRequest, made: Customer, person: Person) -> None:
    for other, _alike in alike_customers(made, person=person):
        said = _("%(name)s looks like it. Is it the same? See Duplicates.") % {"name": other.name}
        messages.warning(request, said)


BIN = list_as_file(
    Listing[Customer](
        name="customer_bin",
        address="customers/bin/bin",
        rows=_thrown_away,
        also=Deed.CHANGE_CUSTOMERS,
        columns=[
            (gettext_lazy("Id"), lambda one: one.source_id),
            (gettext_lazy("Name"), lambda one: one.name),
            (gettext_lazy("E-mail"), lambda one: one.email),
            (gettext_lazy("Thrown away"), lambda one: one.deleted_at),
            (gettext_lazy("Gone for good"), _gone_at),
        ],
    )
)
