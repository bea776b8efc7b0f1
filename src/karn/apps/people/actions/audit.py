"""Writing down who saw or did what, so that nobody can change it unnoticed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

from karn.apps.people.models import ApiToken, AuditEntry, Person
from karn.apps.people.queries.audit import (
    ANCHOR,
    KEY,
    anchor_of,
    anchors_of,
    flaw_of_the_log,
    head_of_the_log,
    is_in_the_log,
)
from karn.apps.people.rules import Event
from karn.apps.people.rules.chain import ACCEPTABLE, Anchor, Link, sealed, sealed_anchor
from karn.kernel.durable import overwrite_durably, write_bytes_durably
from karn.kernel.errors import BadInput, DamagedFile, message
from karn.kernel.points import point
from karn.platform.keys import kept_key
from karn.platform.locks import wait_for

CHAIN_LOCK = 0x4B41524E
"""The number of the advisory lock that lets one transaction at a time add to the chain on PostgreSQL."""

LINE = 4096
"""Bytes of a line of the anchor's file: a page of the disk, so that writing one leaves the other alone."""

NOTHING_TO_ACCEPT = message("The audit log is whole: there is nothing to accept.")
NOT_EXPLAINED = message("No restored backup explains this: see karn audit verify. Nothing was changed.")

_through: ContextVar[str] = ContextVar("through", default="")


@contextmanager
def through(token: ApiToken) -> Iterator[None]:
    """Name the token beside every entry that is written in this block: the person did it by a program."""
    kept = _through.set(f"token:{token.pk}")
    try:
        yield
    finally:
        _through.reset(kept)


def record(
    *, by: Person | None, deed: str, about: models.Model | None, at: datetime, detail: str = ""
) -> None:
    """Write down that `by` did `deed` (an :class:`~karn.apps.people.rules.Event`) to `about` at `at`.

    Call it inside the transaction of the deed: both are stored, or neither. `by` is None for nobody we
    know: a failed log in, a command. `detail` says more in codes and counts ("manager > analyst",
    "412: person:3 > person:7"; the page names people and roles), at most 200 characters, and never
    holds personal values: the log outlives erasure.
    """
    with transaction.atomic():
        _wait_for_the_chain()
        head = head_of_the_log()
        link = Link(
            number=head.number + 1,
            at=at,
            person=by.pk if by else None,
            deed=str(deed),
            kind=about._meta.label_lower if about else "",
            object=str(about.pk) if about else "",
            detail=_detail(detail),
            previous=head.seal,
        )
        link = sealed(link, _key(settings.INSTALLATION.data))
        AuditEntry.of(link).save(force_insert=True)
        point("audit.written")
        _anchor_when_stored(Anchor(link.number, link.seal))


def _detail(told: str) -> str:
    token = _through.get()
    return f"{told[: 199 - len(token)]} {token}".strip() if token else told[:200]


def _anchor_when_stored(anchor: Anchor) -> None:
    folder: Path = settings.INSTALLATION.data

    def anchored() -> None:
        keep_anchor(anchor, folder)

    # A page is not refused because its entry could not be anchored: the next one anchors both.
    transaction.on_commit(anchored, robust=True)


def _wait_for_the_chain() -> None:
    """Let one transaction at a time read the head and add to it; on SQLite every one that writes is alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _key(folder: Path) -> bytes:
    """Return the key that seals the log. With it comes an anchor: from then on a log without one was cut."""
    return kept_key(folder / KEY, lambda key: _write_anchor(Anchor(), folder, key))


def keep_anchor(anchor: Anchor, folder: Path) -> None:
    """Keep the head of the chain in the data folder, durably, unless a newer one is kept there.

    Raises DamagedFile where there is no anchor, or a strange one: writing another would hide that.
    """
    point("audit.stored")
    with wait_for(folder / f"{ANCHOR}.lock", otherwise=message("Somebody else anchors the audit log.")):
        kept = anchor_of(folder)
        if kept is None:
            raise DamagedFile(
                "%(file)s is missing or not as Karn wrote it: see karn audit verify.", file=ANCHOR
            )
        if kept.number < anchor.number and _still_stands(kept):
            _move_anchor(anchor, folder, _key(folder))
            point("audit.anchored")


def _still_stands(kept: Anchor) -> bool:
    """Whether the anchored entry is the one that was anchored: a cut log that goes on stays found out."""
    return kept.number == 0 or is_in_the_log(kept)


def accept_log(*, at: datetime, by: Person | None = None) -> tuple[int, int]:
    """Anchor the log as it stands, after an older database was restored; the log itself says so.

    Return the number of the entry that was anchored before, and of the last one from before the new one.
    Raises BadInput for a whole log, and for one whose flaw no restore explains: entries that are changed,
    missing between others, or without an anchor stay as they are.
    """
    flaw, head, folder = flaw_of_the_log(), head_of_the_log(), settings.INSTALLATION.data
    kept = anchor_of(folder)
    if flaw is None or kept is None or flaw.what not in ACCEPTABLE:
        raise BadInput(NOTHING_TO_ACCEPT if flaw is None else NOT_EXPLAINED)
    told = f"{flaw.what} {kept.number} > {head.number}"
    record(by=by, deed=Event.LOG_ACCEPTED, about=None, at=at, detail=told)
    point("audit.accepted")
    # Only now: killed before, the flaw is still found.
    with wait_for(folder / f"{ANCHOR}.lock", otherwise=message("Somebody else anchors the audit log.")):
        _write_anchor(head_of_the_log(), folder, _key(folder))
    return kept.number, head.number


def _move_anchor(anchor: Anchor, folder: Path, key: bytes) -> None:
    """Write a newer anchor over the older one of the two that are kept."""
    kept = anchors_of(folder)
    if len(kept) != 2 or (folder / ANCHOR).stat().st_size != 2 * LINE:  # as Karn wrote it before
        _write_anchor(anchor, folder, key)
        return
    first, second = (one.number if one else -1 for one in kept)
    overwrite_durably(folder / ANCHOR, _line(anchor, key), at=0 if first < second else LINE)


def _write_anchor(anchor: Anchor, folder: Path, key: bytes) -> None:
    """Write a file that holds this anchor and no other."""
    write_bytes_durably(folder / ANCHOR, _line(anchor, key) + _padded(""))


def _line(anchor: Anchor, key: bytes) -> bytes:
    return _padded(f"{anchor.number} {anchor.seal} {sealed_anchor(anchor, key)}")


def _padded(told: str) -> bytes:
    return told.encode().ljust(LINE - 1) + b"\n"
