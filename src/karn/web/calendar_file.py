"""A calendar as calendar programs read it: iCalendar (RFC 5545), whole days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vDuration

from karn.apps.desk.queries.calendars import Entry

MEDIA = "text/calendar; charset=utf-8"
AGAIN = timedelta(hours=1)
"""How often a program should look again."""


def calendar_file(entries: Iterable[Entry], *, name: str, site: str) -> bytes:
    """Return the file. The same entries make the same bytes.

    Days have no clock and no zone: they stand on the same day wherever it is read, and through every change
    of the clock. Nobody is "busy" because of them.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Karn//My day//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(AGAIN))
    host = urlsplit(site).hostname or "karn"
    for entry in entries:
        calendar.add_component(_event(entry, host))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{host}")
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    if entry.note:
        event.add("description", entry.note)
    event.add("url", entry.page)
    event.add("transp", "TRANSPARENT")
    return event
