"""What was promised to whom: the list of all, one promise, kept or broken."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import promises as actions
from karn.apps.care.models.promises import Outcome, Promise
from karn.apps.care.queries.changes import newest_change
from karn.apps.care.queries.promises import PAGE, promise_for, promises_visible_to
from karn.apps.company.rules.trades import Station
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.queries import contacts_of
from karn.apps.people.queries.persons import people_to_choose
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.care import PromiseForm, contacts_there, texts_of_promise
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo
from karn.web.words.care import history_of

STATES: Final[dict[str, Words]] = {
    "open": gettext_lazy("Open"),
    "overdue": gettext_lazy("Overdue"),
    "kept": pgettext_lazy("promise", "Kept"),
    "broken": gettext_lazy("Broken"),
}


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.EXPECTATIONS)
def promises(request: HttpRequest) -> HttpResponse:
    """List the promises to all clients: open, overdue, kept or broken, by who keeps them."""
    if (opens := opening(request, "promises")) is not None:
        return opens
    asked = _asked(request)
    found = _rows(request)
    rows = list(found[: PAGE + 1])
    shown = {
        "views": views_of(request, "promises"),
        "rows": rows[:PAGE],
        "more": found.count() - PAGE if len(rows) > PAGE else 0,
        "state": asked["state"],
        "owner": word_asked(request.GET, "owner"),
        "states": list(STATES.items()),
        "people": people_to_choose(),
        "today": timezone.localdate(),
    }
    return render(request, "care/promises.html", shown)


def _asked(request: HttpRequest) -> dict[str, Any]:
    state, owner = word_asked(request.GET, "state"), word_asked(request.GET, "owner")
    number = int(owner) if owner.isascii() and owner.isdecimal() and len(owner) <= 18 else None
    return {"state": state if state in STATES else "open", "owner": number}


def _rows(request: HttpRequest) -> QuerySet[Promise]:
    return promises_visible_to(person_of(request), on=timezone.localdate(), **_asked(request))


PROMISES = list_as_file(
    Listing[Promise](
        name="promises",
        address="promises/promises",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What we promised"), lambda row: row.text),
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (gettext_lazy("To whom"), lambda row: row.contact.name if row.contact else ""),
            (gettext_lazy("By when"), lambda row: row.due_on),
            (gettext_lazy("Who keeps it"), lambda row: row.owner.name if row.owner else ""),
            (gettext_lazy("Promised on"), lambda row: row.promised_on),
            (gettext_lazy("Where it was promised"), lambda row: row.get_source_display()),
            (gettext_lazy("What became of it"), lambda row: row.get_outcome_display()),
            (gettext_lazy("Kept or broken on"), lambda row: row.settled_on),
        ],
    )
)


@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Change a promise; 409 with both values when somebody else did meanwhile."""
    row, status = _promise(request, number), 200
    contacts = contacts_there(row.customer, contacts_of(row.customer), row.contact)
    form = PromiseForm(request.POST or None, contacts=contacts, promise=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_promise(
                promise=row,
                promised=form.promised(),
                by=person_of(request),
                at=timezone.now(),
                seen=form.seen,
            )
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Promise):
                form.meet(error.stored.version, texts_of_promise(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            _undoable(request, _("The promise is changed."), row)
            return back(request, reverse("expectations", args=[row.customer_id]) + "#promises")
    shown = {
        "form": form,
        "row": row,
        "customer": row.customer,
        "changes": history_of(row),
        "today": timezone.localdate(),
    }
    return render(request, "care/promise.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def mark_promise(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a promise was kept or broken, is open again, or was none."""
    row, person, now = _promise(request, number), person_of(request), timezone.now()
    to = word_asked(request.POST, "to")
    otherwise = reverse("expectations", args=[row.customer_id]) + "#promises"
    if to == "remove":
        actions.remove_promise(promise=row, by=person, at=now)
        _undoable(request, _("The promise is removed."), row)
        return redirect(otherwise)
    if to in Outcome.values:
        actions.settle_promise(promise=row, outcome=to, by=person, on=timezone.localdate(), at=now)
        _undoable(request, _("Noted: %(what)s.") % {"what": str(Outcome(to).label).lower()}, row)
    return back(request, otherwise)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.EXPECTATIONS)
def restore_promise(request: HttpRequest, number: int) -> HttpResponse:
    """Take a promise out of the bin."""
    row = _promise(request, number, removed=True)
    actions.restore_promise(promise=row, by=person_of(request), at=timezone.now())
    messages.success(request, _("The promise is back."))
    return redirect("expectations", row.customer_id)


def _promise(request: HttpRequest, number: int, *, removed: bool = False) -> Promise:
    found = promise_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found


def _undoable(request: HttpRequest, said: str, row: Promise) -> None:
    change = newest_change(row)
    address = reverse("undo_care", args=[row.customer_id, change.pk]) if change else ""
    offer_undo(request, said, address)
