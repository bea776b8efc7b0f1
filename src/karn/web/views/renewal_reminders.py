"""Reminders before a contract renews itself: due, sent, failed, missed; and what the law asks."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.customers.queries import customers_visible_to
from karn.apps.farewell.actions.renewal_reminders import forget_told, note_told
from karn.apps.farewell.models import RenewalReminder
from karn.apps.farewell.queries.renewal_reminders import ReminderRow, reminder_rows
from karn.apps.farewell.rules.packs import COUNTRIES, pack_of
from karn.apps.farewell.rules.renewal_reminders import ReminderState
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.renewal_reminders import ToldForm
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo

MOST_SHOWN = 200
LARGEST = 2**63 - 1
STATES: Final[dict[str, Promise]] = {
    ReminderState.WAITING: gettext_lazy("Waiting"),
    ReminderState.SENT: gettext_lazy("Sent in time"),
    ReminderState.TOLD: gettext_lazy("Told otherwise"),
    ReminderState.FAILED: gettext_lazy("Failed"),
    ReminderState.MISSED: gettext_lazy("Missed"),
}
"""What each state is called."""


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def renewal_reminders(request: HttpRequest) -> HttpResponse:
    """List whom Karn reminded that a contract renews itself, and how each reminder stands."""
    rows, state = _rows(request), _state(request)
    shown = {
        "rows": [(row, STATES[row.state]) for row in rows[:MOST_SHOWN]],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "state": state,
        "states": STATES,
        "today": timezone.localdate(),
        "form": ToldForm(on=timezone.localdate()),
        "is_asked": pack_of(company_of(request).country).reminder is not None,
    }
    return render(request, "reminders/list.html", shown)


def _state(request: HttpRequest) -> str:
    state = word_asked(request.GET, "state")
    return state if state in STATES else ""


def _rows(request: HttpRequest) -> list[ReminderRow]:
    return reminder_rows(person_of(request), on=timezone.localdate(), state=_state(request))


RENEWAL_REMINDERS = list_as_file(
    Listing[ReminderRow](
        name="renewal_reminders",
        address="renewal-reminders/renewal-reminders",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.reminder.customer.name),
            (gettext_lazy("Plan"), lambda row: row.reminder.subscription.plan),
            (gettext_lazy("Country"), lambda row: row.reminder.country),
            (gettext_lazy("Renews on"), lambda row: row.reminder.renews_on),
            (gettext_lazy("Notice until"), lambda row: row.reminder.notice_by),
            (gettext_lazy("Remind by"), lambda row: row.reminder.due_by),
            (gettext_lazy("How it stands"), lambda row: str(STATES[row.state])),
            (gettext_lazy("To"), lambda row: row.reminder.mail and row.reminder.mail.address),
            (gettext_lazy("Subject"), lambda row: row.reminder.mail and row.reminder.mail.title),
            (gettext_lazy("Mail"), lambda row: row.reminder.mail and row.reminder.mail.get_state_display()),
            (gettext_lazy("When"), lambda row: row.reminder.mail and row.reminder.mail.settled_at),
            (gettext_lazy("Told otherwise on"), lambda row: row.reminder.told_on),
            (gettext_lazy("How"), lambda row: row.reminder.told_how),
        ],
    )
)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def tell_reminder(request: HttpRequest, number: int) -> HttpResponse:
    """Store that somebody reminded them otherwise."""
    reminder, form = _reminder(request, number), ToldForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("renewal_reminders")
    try:
        note_told(reminder=reminder, **form.cleaned_data, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        said = _("Written down: %(name)s was reminded.") % {"name": reminder.customer.name}
        offer_undo(request, said, reverse("untell_reminder", args=[number]))
    return redirect("renewal_reminders")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def untell_reminder(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that somebody reminded them otherwise."""
    forget_told(reminder=_reminder(request, number), by=person_of(request), at=timezone.now())
    messages.success(request, _("It is taken back."))
    return redirect("renewal_reminders")


def _reminder(request: HttpRequest, number: int) -> RenewalReminder:
    its = RenewalReminder.objects.filter(customer__in=customers_visible_to(person_of(request)))
    found = its.select_related("customer").filter(pk=number).first() if number <= LARGEST else None
    if found is None:
        raise Http404
    return found


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def leaving_law(request: HttpRequest) -> HttpResponse:
    """Show what each country's pack says of leaving, where it comes from, and what is still to be checked."""
    own = pack_of(company_of(request).country)
    others = [pack_of(code) for code in (*COUNTRIES, "") if pack_of(code) != own]
    return render(request, "reminders/law.html", {"packs": [own, *others], "own": own})
