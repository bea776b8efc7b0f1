"""How often customers of each segment want to be heard; for whom there are tasks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.care.actions import rhythm as actions
from karn.apps.care.models.rhythm import LONGEST_DAYS, RhythmHabits, SegmentRhythm
from karn.apps.care.queries.rhythm import rhythm_habits, segment_rhythm, segment_rhythms
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed
from karn.apps.segments.queries import segment_for, segments_offered
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.rhythm import RhythmHabitsForm, texts_of_rhythm_habits
from karn.web.frame import company_of
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def rhythm_settings(request: HttpRequest) -> HttpResponse:
    """Show the rhythm of each segment, and store for whom there are tasks; 409 where it changed meanwhile."""
    kept, status = rhythm_habits(), 200
    form = RhythmHabitsForm(request.POST or None, kept=kept)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"by": person_of(request), "at": timezone.now(), "seen": form.seen}
        try:
            actions.change_rhythm_habits(facts=form.facts(), **told)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, RhythmHabits):
                form.meet(error.stored.version, texts_of_rhythm_habits(error.stored))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("What you changed is stored."))
            return redirect("rhythm_settings")
    return _page(request, form, status=400 if form.errors else status)


def _page(
    request: HttpRequest, form: RhythmHabitsForm | None = None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    known = segment_rhythms()
    taken = {one.segment_id for one in known}
    shown = {
        "form": form or RhythmHabitsForm(kept=rhythm_habits()),
        "known": known,
        "segments": [one for one in segments_offered(person_of(request)) if one.pk not in taken],
        "default": company_of(request).rhythm_days,
        "longest": LONGEST_DAYS,
        "wrong": wrong,
    }
    return render(request, "rhythm/settings.html", shown, status=status)


@require_POST
@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def add(request: HttpRequest) -> HttpResponse:
    """Say how often customers of a segment want to be heard."""
    person = person_of(request)
    asked = word_asked(request.POST, "segment")
    segment = segment_for(person, int(asked)) if _is_number(asked) else None
    if segment is None:
        return _page(request, wrong=_("Choose a segment."), status=400)
    try:
        actions.add_segment_rhythm(segment=segment, days=_days(request), by=person, at=timezone.now())
    except KarnError as error:
        return _page(request, wrong=in_words(error), status=400)
    messages.success(request, _("The rhythm is stored."))
    return redirect("rhythm_settings")


@require_POST
@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Say another number of days for a segment."""
    seen = word_asked(request.POST, "seen")
    try:
        actions.change_segment_rhythm(
            rhythm=_rhythm(number), days=_days(request), by=person_of(request), at=timezone.now(), seen=seen
        )
    except ChangedMeanwhile as error:
        return _page(request, wrong=in_words(error), status=409)
    except KarnError as error:
        return _page(request, wrong=in_words(error), status=400)
    messages.success(request, _("The rhythm is stored."))
    return redirect("rhythm_settings")


@require_POST
@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Try the rhythm of a segment before the one above it."""
    actions.move_segment_rhythm(rhythm=_rhythm(number), by=person_of(request), at=timezone.now())
    return redirect("rhythm_settings")


@require_POST
@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take the rhythm of a segment away; it can be brought back."""
    actions.remove_segment_rhythm(rhythm=_rhythm(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("The rhythm is gone."), reverse("restore_segment_rhythm", args=[number]))
    return redirect("rhythm_settings")


@require_POST
@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the rhythm of a segment back."""
    its = _rhythm(number, removed=True)
    actions.restore_segment_rhythm(rhythm=its, by=person_of(request), at=timezone.now())
    messages.success(request, _("The rhythm is back."))
    return redirect("rhythm_settings")


def _rhythm(number: int, *, removed: bool = False) -> SegmentRhythm:
    found = segment_rhythm(number, removed=removed)
    if found is None:
        raise Http404
    return found


def _days(request: HttpRequest) -> int:
    """Return the days that were said; what is no number is refused as none."""
    asked = word_asked(request.POST, "days")
    return int(asked) if _is_number(asked) and len(asked) < 6 else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
