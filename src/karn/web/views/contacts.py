"""The persons at a customer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.contacts import (
    add_contact,
    change_contact,
    end_contact,
    remove_contact,
    restore_contact,
)
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Contact
from karn.apps.customers.queries import contacts_visible_to, customers_visible_to
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.forms.customers import ContactForm, texts_of_contact
from karn.web.undo import offer_undo


@needs(Deed.CHANGE_CUSTOMERS)
def new_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Add a contact to a customer."""
    person = person_of(request)
    customer = get_object_or_404(customers_visible_to(person), pk=number)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_contact(customer=number, by=person, at=timezone.now(), **form.facts())
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": made.name})
            return redirect("customer", number)
    shown = {"form": form, "customer": customer}
    return render(request, "customers/contact.html", shown, status=400 if form.errors else 200)


@needs(Deed.CHANGE_CUSTOMERS)
def edit_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Change a contact; 409 with both values when somebody else did meanwhile."""
    person = person_of(request)
    contact = get_object_or_404(contacts_visible_to(person).select_related("customer"), pk=number)
    form = ContactForm(request.POST if request.method == "POST" else None, contact=contact)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(contact=number, facts=form.facts(), by=person, at=timezone.now(), seen=form.seen)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Contact):
                form.meet(error.stored.version, texts_of_contact(error.stored))
            status = 409
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": form.cleaned_data["name"]})
            return redirect("customer", contact.customer_id)
    shown = {"form": form, "customer": contact.customer, "contact": contact, "conflicts": form.conflicts}
    return render(request, "customers/contact.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def throw_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Put a contact that was made by mistake into the bin."""
    try:
        gone = remove_contact(contact=number, by=person_of(request), at=timezone.now())
    except Contact.DoesNotExist:
        raise Http404 from None
    said = _("%(name)s is removed.") % {"name": gone.name}
    offer_undo(request, said, reverse("restore_contact", args=[number]))
    return redirect("customer", gone.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def bring_contact_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a contact out of the bin."""
    try:
        back = restore_contact(contact=number, by=person_of(request), at=timezone.now())
    except Contact.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("%(name)s is back.") % {"name": back.name})
    return redirect("customer", back.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def contact_left(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a contact is gone as of today."""
    try:
        gone = end_contact(contact=number, on=timezone.localdate(), by=person_of(request), at=timezone.now())
    except Contact.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("edit_contact", number)
    messages.success(request, _("%(name)s left today.") % {"name": gone.name})
    return redirect("customer", gone.customer_id)
