"""Reading the audit log, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.rules.chain import Anchor, Flaw, Link, first_flaw, sealed_anchor
from karn.platform.prepared import prepared

ANCHOR = "audit.anchor"
"""The file in the data folder that holds the newest entry's number and seal.

It has two lines of one length: each new anchor is written over the older one, in place. A line that was
half written when the power went is none, and the other one still says how long the log was before.
"""

KEY = "audit.key"
"""The file that holds the key; with it comes an anchor of the log before its first entry."""


PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for in the log; `before` is the number of an entry, to page on from.

    `since` and `until` are days, both included. `kind` and `object` name one thing: ("customers.customer",
    "7").
    """

    person: int | None = None
    deed: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""
    object: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the log; `older` is where the next begins, None on the last."""

    entries: list[AuditEntry]
    older: int | None


def audit_entries(sought: Sought, *, zone: tzinfo) -> QuerySet[AuditEntry]:
    """Return what somebody looks for, newest first, each day as it is in `zone`.

    Somebody's entries are those of what they did and of what was done to them.
    """
    found = AuditEntry.objects.order_by("-number")
    if sought.person is not None:
        about = Q(kind=Person._meta.label_lower, object=str(sought.person))
        found = found.filter(Q(person=sought.person) | about)
    if sought.deed:
        found = found.filter(deed=sought.deed)
    if sought.kind:
        found = found.filter(kind=sought.kind, object=sought.object)
    if sought.since is not None:
        found = found.filter(at__gte=datetime.combine(sought.since, time(), zone))
    if sought.until is not None:
        found = found.filter(at__lt=datetime.combine(sought.until + timedelta(days=1), time(), zone))
    if sought.before is not None:
        found = found.filter(number__lt=sought.before)
    return found


def audit_page(sought: Sought, *, zone: tzinfo) -> AuditPage:
    """Return a page of what somebody looks for, newest first. One query.

    Paged by number: what is added meanwhile shifts nothing.
    """
    found = audit_entries(sought, zone=zone)
    entries = list(found[: PAGE + 1])
    return AuditPage(entries[:PAGE], entries[PAGE - 1].number if len(entries) > PAGE else None)


def sealing_key(folder: Path) -> bytes:
    """Return the key that seals the log kept in a data folder, outside the database; nothing before it is."""
    path = folder / KEY
    return path.read_bytes() if path.exists() else b""


def head_of_the_log() -> Anchor:
    """Return the newest entry's number and seal. One query."""
    newest = _newest()
    return Anchor(*newest[0]) if newest else Anchor()


@prepared
def _newest() -> QuerySet[AuditEntry, tuple[int, str]]:
    return AuditEntry.objects.order_by("-number").values_list("number", "seal")[:1]


def is_in_the_log(anchor: Anchor) -> bool:
    """Say whether the entry that was anchored stands in the log as it did then. One query."""
    return bool(_entry(number=anchor.number, seal=anchor.seal))


@prepared
def _entry(number: int, seal: str) -> QuerySet[AuditEntry, int]:
    return AuditEntry.objects.filter(number=number, seal=seal).values_list("number", flat=True)[:1]


def anchor_of(folder: Path) -> Anchor | None:
    """Return the anchor kept in a data folder, or None: there is none, or it was not sealed with our key."""
    kept = [anchor for anchor in anchors_of(folder) if anchor is not None]
    return max(kept, key=lambda anchor: anchor.number, default=None)


def anchors_of(folder: Path) -> list[Anchor | None]:
    """Return what each line of the anchor's file holds; None where it is empty or not sealed by our key."""
    try:
        lines = (folder / ANCHOR).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    key = sealing_key(folder)
    return [_read_anchor(line, key) for line in lines]


def _read_anchor(line: bytes, key: bytes) -> Anchor | None:
    try:
        number, seal, own = line.decode("ascii").split()
        anchor = Anchor(int(number), seal)
    except ValueError:
        return None
    return anchor if own == sealed_anchor(anchor, key) else None


def flaw_of_the_log() -> Flaw | None:
    """Return the first thing wrong with the audit log, or None when every entry is as it was written."""
    folder: Path = settings.INSTALLATION.data
    # The anchor first: what is added meanwhile makes the chain longer than it, never shorter.
    anchor, key = anchor_of(folder), sealing_key(folder)
    if not key and not AuditEntry.objects.exists():
        return None
    return first_flaw(_links(), anchor, key)


def _links() -> Iterator[Link]:
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2_000):
        yield entry.link
