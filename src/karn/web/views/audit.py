"""The audit log, for administrators: who saw or changed what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.people.models import AuditEntry, Team
from karn.apps.people.queries.audit import Sought, audit_entries, audit_page
from karn.apps.people.queries.persons import all_people
from karn.apps.people.rules import EVENT_NAMES, Deed, Event
from karn.web.access import needs
from karn.web.asked import word_asked
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.templatetags.karn_people import said_about
from karn.web.words.audit import Names, details_in_words, thing_in_words

_LONGEST = date.max.toordinal() - 2  # a day or two are added to it


@needs(Deed.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, newest first, narrowed by person, deed, days or one object."""
    if (opens := opening(request, "audit")) is not None:
        return opens
    sought = _sought(request)
    page = audit_page(sought, zone=timezone.get_current_timezone())
    people = all_people()
    kept = _kept(sought)
    names = _names()
    shown = {
        "views": views_of(request, "audit"),
        "page": page,
        "sought": sought,
        "people": people,
        "names": names,
        "events": EVENT_NAMES,
        "narrowed": bool(kept),
        "kept": urlencode(kept),
        "object": _object(sought, names),
        "next_url": f"?{urlencode(kept | {'before': page.older})}" if page.older else "",
    }
    return render(request, "audit.html", shown)


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry, and the names to say it with."""

    entry: AuditEntry
    names: Names


def _entries(request: HttpRequest) -> Iterator[_Line]:
    found = audit_entries(_sought(request), zone=timezone.get_current_timezone())
    names = _names()
    return (_Line(entry, names) for entry in found.iterator(chunk_size=2_000))


def _who(line: _Line) -> str:
    return line.names.person(str(line.entry.person)) if line.entry.person else ""


AUDIT = list_as_file(
    Listing[_Line](
        name="audit",
        address="audit/audit",
        rows=_entries,
        deed=Deed.SEE_AUDIT,
        event=Event.AUDIT_EXPORTED,
        columns=[
            (_("No."), lambda line: line.entry.number),
            (_("When"), lambda line: line.entry.at),
            (_("Who"), _who),
            (_("What"), lambda line: EVENT_NAMES.get(line.entry.deed, line.entry.deed)),
            (_("About"), lambda line: said_about(line.entry, line.names)),
            (_("Details"), lambda line: details_in_words(line.entry.detail, line.names)),
        ],
    )
)


def _names() -> Names:
    return Names({one.pk: one.name for one in all_people()}, dict(Team.objects.values_list("pk", "name")))


def _object(sought: Sought, names: Names) -> str:
    if not sought.kind:
        return ""
    if sought.kind == "people.person" and sought.object.isdecimal():
        return names.person(sought.object)
    return thing_in_words(sought.kind, sought.object)


def _sought(request: HttpRequest) -> Sought:
    names = ("person", "deed", "since", "until", "kind", "object", "before")
    told = {name: word_asked(request.GET, name) for name in names}
    return Sought(
        person=_number(told["person"]),
        deed=told["deed"] if told["deed"] in EVENT_NAMES else "",
        since=_day(told["since"]),
        until=_day(told["until"]),
        kind=told["kind"][:60],
        object=told["object"][:40],
        before=_number(told["before"]),
    )


def _kept(sought: Sought) -> dict[str, object]:
    names = ("person", "deed", "since", "until", "kind", "object")
    return {name: value for name in names if (value := getattr(sought, name))}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day is None or 2 < day.toordinal() < _LONGEST else None
