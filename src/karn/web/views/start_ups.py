"""Start-ups: one client's, from what sales promised to what the client confirmed; and who is in one."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import start_ups as actions
from karn.apps.care.actions.expectations import Expected, make_expectations
from karn.apps.care.models.expectations import Expectation, Horizon
from karn.apps.care.models.promises import Given
from karn.apps.care.models.start_ups import Occasion, StartUp
from karn.apps.care.queries.changes import newest_change
from karn.apps.care.queries.expectations import open_expectations_of
from karn.apps.care.queries.promises import promises_of
from karn.apps.care.queries.start_ups import (
    Standing,
    start_up_for,
    start_ups_of,
    start_ups_under_way,
    step_for,
)
from karn.apps.care.rules.plans import KICK_OFF
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import contacts_of
from karn.apps.people.queries.persons import people_to_choose
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.care import voice_of, voices
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.views.expectations import contact_chosen, said_in_talk

PROMPTS: Final[dict[str, tuple[Words, ...]]] = {
    Horizon.NOW: (
        gettext_lazy("What has to go well in the first weeks?"),
        gettext_lazy("How, and how often, do you want to hear from us?"),
    ),
    Horizon.SHORT: (
        gettext_lazy("What do you want to have reached in half a year?"),
        gettext_lazy("How will you see that it works?"),
    ),
    Horizon.LONG: (
        gettext_lazy("Where do you want to be in three years, and what is our part in it?"),
        gettext_lazy("What would make you stay for ten years?"),
    ),
}
"""What to ask, by how far ahead it reaches."""

UNEXPECTED: Final[tuple[Words, ...]] = (
    gettext_lazy("What do you expect of us that we would not guess?"),
    gettext_lazy("What did you expect of others, and never said?"),
    gettext_lazy("What should we never do?"),
)
ELSEWHERE: Final[tuple[Words, ...]] = (
    gettext_lazy("How was it there at the start, and how in the end?"),
    gettext_lazy("What did they do well, that you want to keep?"),
    gettext_lazy("What made you go?"),
)
MOST_LINES: Final = 20


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.START_UP)
def start_up(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a client's start-up stands, and the pages for handing over, kick-off and confirming."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="start-up")
    return _page(request, customer)


def _page(request: HttpRequest, customer: Customer, status: int = 200, **told: object) -> HttpResponse:
    every = start_ups_of(customer)
    current = next((one for one in every if one.start_up.is_under_way and not one.is_over), None)
    here = [one for one in contacts_of(customer) if one.ends_on is None]
    given = request.POST
    shown = {
        "customer": customer,
        "today": timezone.localdate(),
        "current": current,
        "earlier": [one for one in every if one is not current],
        "contacts": here,
        "voices": voices(here),
        "people": people_to_choose(),
        "occasions": Occasion.choices,
        "expected": list(open_expectations_of(customer)),
        "sales_promises": [one for one in promises_of(customer) if one.source == Given.SALES],
        "sales": Given.SALES.value,
        "horizons": [(code, name, PROMPTS[code], word_asked(given, code)) for code, name in Horizon.choices],
        "unexpected": (UNEXPECTED, word_asked(given, "unexpected")),
        "elsewhere": (ELSEWHERE, word_asked(given, "elsewhere")),
    }
    return render(request, "care/start_up.html", shown | told, status=status)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.START_UP)
def begin_start_up(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a start-up by hand."""
    customer, occasion = customer_or_404(request, number), word_asked(request.POST, "occasion")
    contact = contact_chosen(request, customer) if occasion == Occasion.CONTACT else None
    try:
        begun = actions.begin_start_up(
            customer=customer,
            occasion=occasion if occasion in Occasion.values else Occasion.NEW,
            contact=contact,
            by=person_of(request),
            on=timezone.localdate(),
            at=timezone.now(),
        )
    except KarnError as error:
        return _page(request, customer, 400, begin_wrong=in_words(error))
    _undoable(request, _("The start-up has begun: its steps are tasks now."), begun)
    return redirect("start_up", number)


def _undoable(request: HttpRequest, said: str, row: StartUp | Expectation) -> None:
    change = newest_change(row)
    if change is None:
        messages.success(request, said)
    else:
        offer_undo(request, said, reverse("undo_care", args=[row.customer_id, change.pk]))


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.START_UP)
def record_kick_off(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was said at the kick-off: one expectation per line, by how far ahead it reaches."""
    its, person, now = _start_up(request, number), person_of(request), timezone.now()
    came_from = word_asked(request.POST, "came_from")
    expected = _expected(request, its.customer)
    seen = word_asked(request.POST, "came_from_was")
    if not expected and came_from.strip() == seen:
        return _page(request, its.customer, 400, meeting_wrong=_("Write at least one line."))
    try:
        actions.say_where_from(start_up=its, came_from=came_from, by=person, at=now, seen=seen)
        rows = make_expectations(
            customer=its.customer, expected=expected, by=person, on=timezone.localdate(), at=now
        )  # fmt: skip
        for step in its.steps.filter(code=KICK_OFF, done_on__isnull=True) if rows else ():
            actions.mark_step(step=step, is_done=True, by=person, on=timezone.localdate(), at=now)
    except KarnError as error:
        return _page(request, its.customer, 400, meeting_wrong=in_words(error))
    if rows:
        _undoable(request, _("What they expect is written down. Now let them confirm it."), rows[0])
    else:
        messages.success(request, _("Stored."))
    return redirect(reverse("start_up", args=[its.customer_id]) + "#confirm")


def _expected(request: HttpRequest, customer: Customer) -> list[Expected]:
    here = [one for one in contacts_of(customer) if one.ends_on is None]
    voice, contact = voice_of(word_asked(request.POST, "voice"), here)
    places = [*((code, code, False) for code in Horizon.values)]
    places += [("unexpected", Horizon.SHORT.value, True), ("elsewhere", Horizon.SHORT.value, False)]
    return [
        Expected(line, horizon, voice, contact, customer.owner or person_of(request), unexpected)
        for name, horizon, unexpected in places
        for line in _lines(word_asked(request.POST, name))
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.START_UP)
def confirm_start_up(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the client confirmed in a talk what was agreed: the start-up is done."""
    its = _start_up(request, number)
    try:
        done = actions.confirm_start_up(
            start_up=its, said=said_in_talk(request, its.customer), by=person_of(request), at=timezone.now()
        )
    except KarnError as error:
        return _page(request, its.customer, 400, confirm_wrong=in_words(error))
    _undoable(request, _("The start-up is done: the client confirmed it."), done)
    return redirect("start_up", its.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.START_UP)
def stop_start_up(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a start-up that is not needed, or go on with it."""
    its, stopped = _start_up(request, number), not request.POST.get("on")
    actions.stop_start_up(start_up=its, stopped=stopped, by=person_of(request), at=timezone.now())
    said = (
        _("The start-up is stopped: nothing of it is asked for any more.")
        if stopped
        else _("The start-up goes on.")
    )
    _undoable(request, said, its)
    return redirect("start_up", its.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.START_UP)
def mark_step(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a step is done, or open again."""
    step = step_for(person_of(request), number)
    if step is None:
        raise Http404
    is_done = not request.POST.get("open")
    actions.mark_step(
        step=step, is_done=is_done, by=person_of(request), on=timezone.localdate(), at=timezone.now()
    )
    messages.success(
        request, _("Done: %(what)s") % {"what": step} if is_done else _("The step is open again.")
    )
    return back(request, reverse("start_up", args=[step.start_up.customer_id]))


def _start_up(request: HttpRequest, number: int) -> StartUp:
    found = start_up_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.START_UP)
def start_ups(request: HttpRequest) -> HttpResponse:
    """List who is in start-up, where they stand, and what is late."""
    today = timezone.localdate()
    rows = [(one, one.late(today)) for one in start_ups_under_way(person_of(request))]
    return render(request, "care/start_ups.html", {"rows": rows, "today": today})


def _rows(request: HttpRequest) -> list[Standing]:
    return start_ups_under_way(person_of(request))


def _next(row: Standing) -> str:
    return str(row.next_step) if row.next_step else ""


START_UPS = list_as_file(
    Listing[Standing](
        name="start_ups",
        address="start-ups/start-ups",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.start_up.customer.name),
            (gettext_lazy("Why"), lambda row: row.start_up.get_occasion_display()),
            (gettext_lazy("Contact"), lambda row: row.start_up.contact.name if row.start_up.contact else ""),
            (gettext_lazy("Begun on"), lambda row: row.start_up.begun_on),
            (gettext_lazy("Steps done"), lambda row: row.done),
            (gettext_lazy("Steps"), lambda row: len(row.steps)),
            (gettext_lazy("Steps late"), lambda row: row.late(timezone.localdate())),
            (gettext_lazy("Next step"), _next),
            (gettext_lazy("By when"), lambda row: row.next_step.due_on if row.next_step else None),
            (gettext_lazy("Confirmed on"), lambda row: row.start_up.confirmed_on),
        ],
    )
)
