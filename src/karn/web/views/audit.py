"""The audit log, for administrators: who saw or changed what."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from karn.apps.people.queries.audit import Sought, audit_page
from karn.apps.people.queries.persons import all_people
from karn.apps.people.rules import EVENT_NAMES, Deed
from karn.web.access import needs


@needs(Deed.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, newest first, narrowed by person, deed or day."""
    sought = Sought(
        person=_number(request.GET.get("person", "")),
        deed=request.GET.get("deed", "") if request.GET.get("deed") in EVENT_NAMES else "",
        day=_day(request.GET.get("day", "")),
        before=_number(request.GET.get("before", "")),
    )
    page = audit_page(sought, zone=timezone.get_current_timezone())
    people = all_people()
    kept = {"person": sought.person or "", "deed": sought.deed, "day": sought.day or ""}
    shown = {
        "page": page,
        "sought": sought,
        "people": people,
        "names": {one.pk: one.name for one in people},
        "events": EVENT_NAMES,
        "narrowed": any(kept.values()),
        "next_url": f"?{urlencode(kept | {'before': page.older})}" if page.older else "",
    }
    return render(request, "audit.html", shown)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
