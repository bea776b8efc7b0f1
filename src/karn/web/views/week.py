"""The weekly meeting, on one page: who gave notice, open threats, decisions due, what is left undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.desk.actions import forget_meeting, hold_weekly_meeting
from karn.apps.desk.queries.week import week_of
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
def week(request: HttpRequest) -> HttpResponse:
    """Show what there is to talk about since the last meeting."""
    on = timezone.localdate()
    shown = {"week": week_of(person_of(request), on=on), "today": on}
    return render(request, "week.html", shown)


@require_POST
@needs(Deed.HAND_OVER)
def hold_meeting(request: HttpRequest) -> HttpResponse:
    """Remember that the meeting was held, and what was said; the next one begins from today."""
    now = timezone.now()
    words = word_asked(request.POST, "words")
    held = hold_weekly_meeting(words=words, by=person_of(request), on=timezone.localdate(now), at=now)
    said = _("The meeting is written down. The next page begins from today.")
    offer_undo(request, said, reverse("forget_meeting", args=[held.pk]))
    return redirect("week")


@require_POST
@needs(Deed.HAND_OVER)
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that a meeting was held."""
    forget_meeting(meeting=number, by=person_of(request), at=timezone.now())
    messages.success(request, _("The meeting is taken back."))
    return redirect("week")
