"""What may be sent to a customer and its people, why, and what they said about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.customers.models import Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.mailing.actions.consents import record_consent, restore_consent, withdraw_consent
from karn.apps.mailing.actions.objections import lift_suppression, object_to_mail, undo_objection
from karn.apps.mailing.models import Consent
from karn.apps.mailing.queries.standing import Reader, readers_of
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.forms.mail import ConsentForm, LiftForm
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
def customer_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Show what may be sent to whom at a customer, and why."""
    customer = _customer(request, number)
    note_seen(request, customer, what="mail")
    return _shown(request, customer)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def allow_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Record what an address allowed, with the evidence."""
    customer = _customer(request, number)
    readers, today = _readers(customer), timezone.localdate()
    form = ConsentForm(request.POST, readers=readers, today=today)
    if not form.is_valid():
        return _shown(request, customer, form)
    reader = _reader(readers, form.cleaned_data["address"])
    try:
        told = {"by": person_of(request), "at": timezone.now(), **form.facts()}
        consent = record_consent(address=reader.address, about=reader.about, **told)
    except KarnError as error:
        form.add_error(None, in_words(error))
        return _shown(request, customer, form)
    way_back = reverse("withdraw_consent", args=[number, consent.pk])
    offer_undo(request, _("It is written down what they allow."), way_back)
    return redirect("customer_mail", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def refuse_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Record that an address wants no marketing and no surveys."""
    customer = _customer(request, number)
    reader = _reader(_readers(customer), word_asked(request.POST, "address"))
    now = timezone.now()
    try:
        stands = object_to_mail(address=reader.address, way="person", by=person_of(request), at=now)
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("customer_mail", number)
    said = _("%(address)s gets no marketing and no surveys any more.") % {"address": reader.address}
    if stands.at == now:
        offer_undo(request, said, reverse("undo_objection", args=[number, stands.pk]))
    else:
        messages.success(request, said)
    return redirect("customer_mail", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def undo(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Take back an objection one wrote down oneself just now."""
    _with_standing(request, number, change)
    try:
        undo_objection(suppression=change, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Nothing of it stands any more."))
    return redirect("customer_mail", number)


@require_POST
@needs(Deed.KEEP_MAIL)
def lift(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Lift what stands against an address of this customer, with the evidence."""
    customer = _with_standing(request, number, change)
    form = LiftForm(request.POST, number=change)
    if not form.is_valid():
        return _shown(request, customer, lifting=form)
    try:
        told = {"by": person_of(request), "at": timezone.now(), **form.cleaned_data}
        lift_suppression(suppression=change, **told)
    except KarnError as error:
        form.add_error("shown", in_words(error))
        return _shown(request, customer, lifting=form)
    messages.success(request, _("Nothing of it stands any more."))
    return redirect("customer_mail", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def withdraw(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Record that they allow it no more."""
    consent = _consent(request, number, change)
    withdraw_consent(consent=consent, by=person_of(request), at=timezone.now())
    way_back = reverse("restore_consent", args=[number, change])
    offer_undo(request, _("They allow it no more."), way_back)
    return redirect("customer_mail", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def restore(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Undo a withdrawal."""
    consent = _consent(request, number, change)
    restore_consent(consent=consent, by=person_of(request), at=timezone.now())
    messages.success(request, _("They allow it, as before."))
    return redirect("customer_mail", number)


def _shown(
    request: HttpRequest,
    customer: Customer,
    form: ConsentForm | None = None,
    *,
    lifting: LiftForm | None = None,
) -> HttpResponse:
    readers = _readers(customer)
    asked = form or ConsentForm(readers=readers, today=timezone.localdate())
    standing = [one.pk for reader in readers for one in reader.suppressions]
    lifts = [lifting if lifting and lifting.number == pk else LiftForm(number=pk) for pk in standing]
    shown = {"customer": customer, "readers": readers, "form": asked, "lifts": lifts, "lifting": lifting}
    status = 400 if lifting or (form is not None and form.errors) else 200
    return render(request, "mail/customer.html", shown, status=status)


def _customer(request: HttpRequest, number: int) -> Customer:
    return get_object_or_404(customers_visible_to(person_of(request)), pk=number)


def _with_standing(request: HttpRequest, number: int, change: int) -> Customer:
    """Return the customer, one of whose addresses this stands against."""
    customer = _customer(request, number)
    if change not in {one.pk for reader in _readers(customer) for one in reader.suppressions}:
        raise Http404
    return customer


def _readers(customer: Customer) -> list[Reader]:
    return readers_of(customer, contacts_of(customer), on=timezone.localdate())


def _reader(readers: list[Reader], address: str) -> Reader:
    found = next((reader for reader in readers if reader.address == address), None)
    if found is None:
        raise Http404
    return found


def _consent(request: HttpRequest, number: int, change: int) -> Consent:
    return get_object_or_404(Consent, pk=change, customer=_customer(request, number))
