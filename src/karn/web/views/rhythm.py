"""Contact rhythm: who waits for longer than they want; and how often one client wants to be heard."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions.rhythm import remove_own_rhythm, restore_own_rhythm, set_own_rhythm
from karn.apps.care.models.rhythm import OwnRhythm
from karn.apps.care.queries.rhythm import (
    EVERYBODY_UP_TO,
    RhythmRow,
    is_everybody,
    own_rhythm_of,
    removed_rhythm_of,
    rhythm_rows,
    row_of,
)
from karn.apps.company.rules.trades import Station
from karn.apps.conversations.queries import latest_talks_of
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed, may
from karn.apps.surveys.queries.half_terms import half_term_survey, signs_again
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.forms.rhythm import OwnRhythmForm, texts_of_own
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.words.rhythm import how_we_know, said_of_signing

MOST_SHOWN = 200
TALKS = 10


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.RHYTHM)
def rhythm(request: HttpRequest) -> HttpResponse:
    """List who waits for longer than they want, or everybody; who waits longest first."""
    rows = _rows(request)
    shown = {
        "rows": rows[:MOST_SHOWN],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "everybody": _wants_all(request),
        "only_some": not is_everybody(timezone.localdate()),
        "limit": EVERYBODY_UP_TO,
    }
    return render(request, "rhythm/list.html", shown)


def _wants_all(request: HttpRequest) -> bool:
    return request.GET.get("show") == "all"


def _rows(request: HttpRequest) -> list[RhythmRow]:
    now = timezone.now()
    overdue = not _wants_all(request)
    return rhythm_rows(person_of(request), on=timezone.localdate(now), at=now, overdue=overdue)


RHYTHM = list_as_file(
    Listing[RhythmRow](
        name="rhythm",
        address="rhythm/rhythm",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (gettext_lazy("Days between personal contacts"), lambda row: row.beat.days),
            (gettext_lazy("How we know"), lambda row: how_we_know(row.beat)),
            (gettext_lazy("Last personal contact"), lambda row: row.last and row.last.happened_at),
            (gettext_lazy("Channel"), lambda row: row.last and row.last.get_channel_display()),
            (gettext_lazy("Subject"), lambda row: row.last and row.last.subject),
            (gettext_lazy("Again by"), lambda row: row.due_on),
            (gettext_lazy("Days overdue"), lambda row: max(row.late_days, 0) if row.late_days else ""),
            (gettext_lazy("Account manager"), lambda row: row.customer.owner and row.customer.owner.name),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.RHYTHM)
def customer_rhythm(request: HttpRequest, number: int) -> HttpResponse:
    """Show how often one client wants to be heard, and was; store what they said."""
    person, customer, now = person_of(request), customer_or_404(request, number), timezone.now()
    if request.method == "POST" and not may(person.role, Deed.CHANGE_CUSTOMERS):
        raise Http404
    note_seen(request, customer, what="rhythm")
    row, own, status = row_of(customer, on=timezone.localdate(now), at=now), own_rhythm_of(number), 200
    form = OwnRhythmForm(request.POST or None, own=own, days=row.beat.days)
    if request.method == "POST" and form.is_valid():
        try:
            set_own_rhythm(customer=customer, wanted=form.wanted(), by=person, at=now, seen=form.seen)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, OwnRhythm):
                form.meet(error.stored.version, texts_of_own(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("days", in_words(error))
        else:
            messages.success(request, _("What you wrote down is stored."))
            return redirect("customer_rhythm", number)
    shown = {"customer": customer, "row": row, "own": own, "form": form} | _beside(customer)
    return render(request, "rhythm/customer.html", shown, status=400 if form.errors else status)


def _beside(customer: Customer) -> dict[str, object]:
    """Return what is read beside it: what was said last, and whether they would sign again."""
    signs = signs_again([customer.pk]).get(customer.pk)
    return {
        "talks": latest_talks_of(customer, limit=TALKS),
        "signs": signs,
        "signs_words": said_of_signing(signs.answer) if signs else "",
        "survey": half_term_survey(),
    }


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.RHYTHM)
def remove_rhythm(request: HttpRequest, number: int) -> HttpResponse:
    """Forget what a client said; it can be brought back."""
    customer = customer_or_404(request, number)
    own = own_rhythm_of(customer.pk)
    if own is None:
        raise Http404
    remove_own_rhythm(rhythm=own, by=person_of(request), at=timezone.now())
    offer_undo(request, _("What they said is gone."), reverse("restore_rhythm", args=[number]))
    return redirect("customer_rhythm", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.RHYTHM)
def restore_rhythm(request: HttpRequest, number: int) -> HttpResponse:
    """Let what a client said hold again."""
    customer = customer_or_404(request, number)
    own = removed_rhythm_of(customer.pk)
    if own is None:
        raise Http404
    try:
        restore_own_rhythm(rhythm=own, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("What they said holds again."))
    return redirect("customer_rhythm", number)
