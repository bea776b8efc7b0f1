"""The sheet for the next talk with a customer, to be printed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from karn.apps.desk.queries.sheet import sheet_of
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Deed, Event
from karn.web.access import needs, person_of


@needs(Deed.SEE_CUSTOMERS)
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show what one takes along to the next talk. 404 for a customer this person may not see."""
    person, now = person_of(request), timezone.now()
    zone = ZoneInfo(timezone.get_current_timezone_name())
    told = sheet_of(number, person=person, on=timezone.localdate(now), zone=zone)
    if told is None:
        raise Http404
    record(by=person, deed=Event.MEETING_SHEET_SEEN, about=told.customer, at=now)
    return render(request, "sheet.html", {"sheet": told, "now": now})
