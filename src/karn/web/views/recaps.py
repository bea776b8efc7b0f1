"""Recaps of what clients got: those that are due, one written line by line, sent, printed, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import value as actions
from karn.apps.care.models.value import Recap
from karn.apps.care.queries.value import PAGE, draft_of, due_recaps, empty_recaps, recap_for
from karn.apps.care.rules.value import Line
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Contact
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.pdf import pdf_of
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.forms.value import NEW_LINES, RecapForm, lines_sent, texts_of_recap
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.templatetags.karn_format import day, short_day
from karn.web.undo import offer_undo

TEMPLATE = Path(__file__).parents[1] / "typst" / "recap.typ"


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.VALUE)
def recaps(request: HttpRequest) -> HttpResponse:
    """Show whom to tell what they got, the soonest first; who would hear nothing is marked."""
    today, rows = timezone.localdate(), list(due_recaps(person_of(request))[: PAGE + 1])
    page = {"recaps": rows[:PAGE], "more": len(rows) > PAGE, "today": today, "empty": empty_recaps(today)}
    return render(request, "value/recaps.html", page)


def _rows(request: HttpRequest) -> Iterable[Recap]:
    return due_recaps(person_of(request))


RECAPS = list_as_file(
    Listing[Recap](
        name="recaps",
        address="recaps/recaps",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("By when"), lambda one: one.due_on),
            (gettext_lazy("Why"), lambda one: one.get_occasion_display()),
            (gettext_lazy("About"), lambda one: one.about_on),
            (gettext_lazy("Since"), lambda one: one.since),
            (
                gettext_lazy("Account manager"),
                lambda one: one.customer.owner.name if one.customer.owner else "",
            ),
        ],
    )
)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.VALUE)
def new_recap(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a recap; where one is due already, go on with it."""
    recap = actions.begin_recap(
        customer=customer_or_404(request, number), by=person_of(request), at=timezone.now()
    )
    return redirect("recap", recap.pk)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.VALUE)
def recap(request: HttpRequest, number: int) -> HttpResponse:
    """Show a recap to be written, or as it was sent."""
    its = _recap(request, number)
    note_seen(request, its.customer, what="recap")
    return _page(request, its)


def _page(
    request: HttpRequest,
    its: Recap,
    form: RecapForm | None = None,
    lines: list[Line] | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {"recap": its, "today": timezone.localdate(), "is_frozen": not its.is_open}
    if its.is_open:
        drawn = lines if lines is not None else draft_of(its, on=timezone.localdate())
        page["lines"] = [*drawn, *(Line("", None, "", taken=True) for _number in range(NEW_LINES))]
        page["is_empty"] = not any(line.taken for line in drawn)
        page["form"] = form or RecapForm(recap=its)
        there = Contact.objects.filter(customer=its.customer_id, ends_on__isnull=True)
        page["contacts"] = sorted(there, key=lambda one: (not one.email, one.name.casefold(), one.pk))
    return render(request, "value/recap.html", page, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.VALUE)
def write_recap(request: HttpRequest, number: int) -> HttpResponse:
    """Store what a recap says; 409 with both values when somebody else did meanwhile."""
    its = _recap(request, number)
    form, lines = RecapForm(request.POST, recap=its), lines_sent(request.POST)
    if not form.is_valid():
        return _page(request, its, form, lines, 400)
    try:
        actions.write_recap(
            recap=its,
            lines=lines,
            **form.cleaned_data,
            by=person_of(request),
            at=timezone.now(),
            seen=form.seen,
        )
    except ChangedMeanwhile as error:
        if isinstance(error.stored, Recap):
            form.meet(error.stored.version, texts_of_recap(error.stored))
        return _page(request, its, form, lines, 409)
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Stored."))
    return redirect("recap", number)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.VALUE)
def recap_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Send a recap as a page for paper: as it was sent, or as it stands."""
    its = _recap(request, number)
    with translation.override(its.language):
        made = pdf_of(TEMPLATE, _for_paper(request, its, timezone.now()))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="recap-{its.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _for_paper(request: HttpRequest, its: Recap, at: datetime) -> dict[str, Any]:
    """Return all that stands on the page, as the template takes it."""
    if its.is_open:
        taken = [line for line in draft_of(its, on=timezone.localdate(at)) if line.taken]
        lines = [{"day": short_day(line.on) if line.on else "", "text": line.text} for line in taken]
        frozen: dict[str, Any] = {"intro": its.intro, "closing": its.closing, "to": its.customer.name}
    else:
        frozen = its.frozen
        told = zip(frozen.get("days", []), frozen.get("lines", []), strict=False)
        lines = [{"day": short_day(date.fromisoformat(on)) if on else "", "text": text} for on, text in told]
    to = [frozen.get("to", ""), its.customer.name]
    return {
        "lang": its.language,
        "title": _("What you got from us"),
        "company": company_of(request).name,
        "to": ", ".join(dict.fromkeys(name for name in to if name)),
        "day": day(its.sent_at or at),
        "intro": frozen.get("intro", ""),
        "closing": frozen.get("closing", ""),
        "sender": its.customer.owner.name if its.customer.owner else "",
        "lines": lines,
    }


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.VALUE)
def send_recap(request: HttpRequest, number: int) -> HttpResponse:
    """Send a recap by mail, or remember that it was handed over; then it stays as it is."""
    its = _recap(request, number)
    act = actions.hand_over_recap if request.POST.get("way") == "paper" else actions.send_recap
    try:
        act(recap=its, contact=_contact(request, its), by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        by_mail = act is actions.send_recap
        said = _("It waits in the outbox to be sent.") if by_mail else _("It is told, and stays as it is.")
        messages.success(request, said)
    return redirect("recap", number)


def _contact(request: HttpRequest, its: Recap) -> Contact | None:
    told = word_asked(request.POST, "contact")
    if not told:
        return None
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else 0
    found = Contact.objects.filter(customer=its.customer_id, pk=number).first()
    if found is None:
        raise Http404
    return found


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.VALUE)
def remove_recap(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a recap away; it can be brought back."""
    its = _recap(request, number)
    actions.remove_recap(recap=its, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The recap is gone."), reverse("restore_recap", args=[number]))
    return redirect("customer_value", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.VALUE)
def restore_recap(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a recap back."""
    its = recap_for(person_of(request), number, removed=True)
    if its is None:
        raise Http404
    try:
        actions.restore_recap(recap=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("customer_value", its.customer_id)
    messages.success(request, _("The recap is back."))
    return redirect("recap", number)


def _recap(request: HttpRequest, number: int) -> Recap:
    found = recap_for(person_of(request), number)
    if found is None:
        raise Http404
    return found
