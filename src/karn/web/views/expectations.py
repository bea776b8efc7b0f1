"""What one client expects, and what it was promised: written down in one line, confirmed, met or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karn.apps.care.actions import confirmations, expectations, promises
from karn.apps.care.actions.expectations import Said
from karn.apps.care.actions.following import follow_taken_back
from karn.apps.care.models.expectations import Expectation, Horizon, How, Standing
from karn.apps.care.queries.changes import newest_change
from karn.apps.care.queries.confirmations import address_of, lists_of
from karn.apps.care.queries.expectations import expectation_for, expectations_of
from karn.apps.care.queries.promises import promises_of
from karn.apps.company.rules.trades import Station
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_of
from karn.apps.people.models import Change
from karn.apps.people.queries.persons import people_to_choose
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.care import (
    ExpectationForm,
    PromiseForm,
    contacts_there,
    texts_of_expectation,
    voices,
)
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.words.care import history_of

STANDINGS = (Standing.MET, Standing.NOT_MET, Standing.GONE, Standing.OPEN)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.EXPECTATIONS)
def expectations_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a client expects and what it was promised."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="expectations")
    return _page(request, customer)


def _page(request: HttpRequest, customer: Customer, status: int = 200, **told: object) -> HttpResponse:
    today, contacts = timezone.localdate(), contacts_of(customer)
    here = [one for one in contacts if one.ends_on is None]
    rows = list(expectations_of(customer))
    for row in rows:
        row.holds = row.is_confirmed_on(today)  # type: ignore[attr-defined]  # read by the template
    opened = [row for row in rows if row.standing == Standing.OPEN]
    shown = {
        "customer": customer,
        "today": today,
        "groups": [(name, [row for row in opened if row.horizon == code]) for code, name in Horizon.choices],
        "opened": opened,
        "settled": [row for row in rows if row.standing != Standing.OPEN],
        "unconfirmed": sum(not row.holds for row in opened),  # type: ignore[attr-defined]
        "promises": list(promises_of(customer)),
        "lists": lists_of(customer),
        "horizons": Horizon.choices,
        "voices": voices(here),
        "contacts": here,
        "people": people_to_choose(),
        "standings": STANDINGS[:3],
    }
    return render(request, "care/expectations.html", shown | told, status=status)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def new_expectation(request: HttpRequest, number: int) -> HttpResponse:
    """Write an expectation down, in one line."""
    customer = customer_or_404(request, number)
    form = ExpectationForm(
        _given(request, customer), contacts=contacts_there(customer, contacts_of(customer))
    )
    if form.is_valid():
        try:
            (made,) = expectations.make_expectations(
                customer=customer, expected=[form.expected()], by=person_of(request), on=timezone.localdate(),
                at=timezone.now(),
            )  # fmt: skip
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            _undoable(request, _("The expectation is written down."), made)
            return back(request, reverse("expectations", args=[number]))
    return _page(request, customer, 400, new=form)


def _given(request: HttpRequest, customer: Customer) -> Any:
    """Return what was sent; who looks after the client looks after it, where nobody else is named."""
    given = request.POST.copy()
    if "owner" not in given and customer.owner_id:
        given["owner"] = str(customer.owner_id)
    return given


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def new_promise(request: HttpRequest, number: int) -> HttpResponse:
    """Write a promise down: one line and a day."""
    customer = customer_or_404(request, number)
    form = PromiseForm(_given(request, customer), contacts=contacts_there(customer, contacts_of(customer)))
    if form.is_valid():
        try:
            made = promises.make_promise(
                customer=customer, promised=form.promised(), by=person_of(request), on=timezone.localdate(),
                at=timezone.now(),
            )  # fmt: skip
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            _undoable(request, _("The promise is written down."), made)
            return back(request, reverse("expectations", args=[number]) + "#promises")
    return _page(request, customer, 400, new_promise=form)


def _undoable(request: HttpRequest, said: str, row: Any) -> None:
    """Say what was done, with the way back."""
    change = newest_change(row)
    if change is None:
        messages.success(request, said)
    else:
        offer_undo(request, said, reverse("undo_care", args=[row.customer_id, change.pk]))


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def confirm_expectations(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the client confirmed some lines in a talk: by whom, when, told to whom."""
    customer = customer_or_404(request, number)
    try:
        rows = expectations.confirm_expectations(
            customer=customer, numbers=_numbers(request), said=said_in_talk(request, customer),
            by=person_of(request), at=timezone.now(),
        )  # fmt: skip
    except KarnError as error:
        return _page(request, customer, 400, said_wrong=in_words(error))
    many = ngettext("%(count)d expectation is confirmed.", "%(count)d expectations are confirmed.", len(rows))
    _undoable(request, many % {"count": len(rows)}, rows[0])
    return back(request, reverse("expectations", args=[number]))


def _numbers(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("line")
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) <= 18]


def said_in_talk(request: HttpRequest, customer: Customer) -> Said:
    """Return what a form tells of a talk: the day, who of the client said so, and to whom of us."""
    people = {str(one.pk): one for one in people_to_choose()}
    return Said(
        on=_day(word_asked(request.POST, "on")) or timezone.localdate(),
        how=How.TALK,
        by=contact_chosen(request, customer),
        to=people.get(word_asked(request.POST, "to"), person_of(request)),
    )


def contact_chosen(request: HttpRequest, customer: Customer) -> Contact | None:
    """Return the contact a form names, if it is one of this client's."""
    chosen = word_asked(request.POST, "contact")
    return next((one for one in contacts_of(customer) if str(one.pk) == chosen), None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_POST
@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.EXPECTATIONS)
def send_expectations(request: HttpRequest, number: int) -> HttpResponse:
    """Send the list to the client by mail; or make a link to hand over, shown this once."""
    customer = customer_or_404(request, number)
    told: dict[str, Any] = {
        "customer": customer,
        "contact": contact_chosen(request, customer),
        "by": person_of(request),
        "at": timezone.now(),
    }
    try:
        if "link" in request.POST:
            return _link(request, confirmations.make_list_link(**told), customer)
        asked = confirmations.mail_list(**told)
    except KarnError as error:
        return _page(request, customer, 400, send_wrong=in_words(error))
    messages.success(request, _("The list goes to %(name)s.") % {"name": (asked.contact or customer).name})
    return back(request, reverse("expectations", args=[number]))


def _link(request: HttpRequest, secret: str, customer: Customer) -> HttpResponse:
    shown = {"customer": customer, "address": address_of(secret), "days": confirmations.OPEN_DAYS}
    response = render(request, "care/link.html", shown)
    response["Cache-Control"] = "no-store"
    return response


@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def expectation(request: HttpRequest, number: int) -> HttpResponse:
    """Change an expectation; 409 with both values when somebody else did meanwhile."""
    row, status = _expectation(request, number), 200
    contacts = contacts_there(row.customer, contacts_of(row.customer), row.contact)
    form = ExpectationForm(request.POST or None, contacts=contacts, expectation=row)
    if request.method == "POST" and form.is_valid():
        try:
            expectations.change_expectation(
                expectation=row,
                expected=form.expected(),
                by=person_of(request),
                at=timezone.now(),
                seen=form.seen,
            )
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Expectation):
                form.meet(error.stored.version, texts_of_expectation(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            _undoable(request, _("The expectation is changed."), row)
            return back(request, reverse("expectations", args=[row.customer_id]))
    shown = {
        "form": form, "row": row, "customer": row.customer, "changes": history_of(row),
        "confirmed": row.is_confirmed_on(timezone.localdate()), "standings": STANDINGS,
    }  # fmt: skip
    return render(request, "care/expectation.html", shown, status=400 if form.errors else status)


def _expectation(request: HttpRequest, number: int, *, removed: bool = False) -> Expectation:
    found = expectation_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def mark_expectation(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of an expectation, or throw it away."""
    row, person, now = _expectation(request, number), person_of(request), timezone.now()
    to = word_asked(request.POST, "to")
    if to == "remove":
        expectations.remove_expectation(expectation=row, by=person, at=now)
        _undoable(request, _("The expectation is removed."), row)
    elif to in Standing.values:
        expectations.mark_expectation(expectation=row, standing=to, by=person, at=now)
        _undoable(request, _("Noted: %(what)s.") % {"what": str(Standing(to).label).lower()}, row)
    return redirect("expectations", row.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def restore_expectation(request: HttpRequest, number: int) -> HttpResponse:
    """Take an expectation out of the bin."""
    row = _expectation(request, number, removed=True)
    expectations.restore_expectation(expectation=row, by=person_of(request), at=timezone.now())
    messages.success(request, _("The expectation is back."))
    return redirect("expectations", row.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
def undo_care(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Take back what was done at one moment with expectations, promises or a start-up of a client."""
    customer = customer_or_404(request, number)
    try:
        follow_taken_back(customer=customer, change=change, by=person_of(request), at=timezone.now())
    except Change.DoesNotExist:
        raise Http404 from None
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("The change is taken back."))
    return back(request, reverse("customer", args=[number]))


def _of_customer(request: HttpRequest, number: int) -> list[Expectation]:
    customer, today = customer_or_404(request, number), timezone.localdate()
    rows = list(expectations_of(customer))
    for row in rows:
        row.holds = row.is_confirmed_on(today)  # type: ignore[attr-defined]
    return rows


EXPECTATIONS = list_as_file(
    Listing[Expectation](
        name="expectations",
        address="customers/<int:number>/expectations/expectations",
        rows=_of_customer,
        columns=[
            (gettext_lazy("What they expect"), lambda row: row.text),
            (gettext_lazy("How far ahead"), lambda row: row.get_horizon_display()),
            (
                gettext_lazy("Who says so"),
                lambda row: row.contact.name if row.contact else row.get_voice_display(),
            ),
            (gettext_lazy("What became of it"), lambda row: row.get_standing_display()),
            (gettext_lazy("Confirmed on"), lambda row: row.confirmed_on if row.holds else None),  # type: ignore[attr-defined]
            (gettext_lazy("Confirmed by"), lambda row: row.confirmed_by.name if row.confirmed_by else ""),
            (gettext_lazy("Ask again on"), lambda row: row.ask_on),
            (gettext_lazy("Who looks after it"), lambda row: row.owner.name if row.owner else ""),
        ],
    )
)
