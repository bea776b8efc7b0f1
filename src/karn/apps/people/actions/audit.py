"""Writing down who saw or did what, so that nobody can change it unnoticed afterwards."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.queries.audit import ANCHOR, anchor_of, audit_key, head_of_the_log
from karn.apps.people.rules.chain import Anchor, Link, sealed, sealed_anchor
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import message
from karn.kernel.points import point
from karn.platform.locks import Held, hold

CHAIN_LOCK = 0x4B41524E
"""The number of the advisory lock that lets one transaction at a time add to the chain on PostgreSQL."""

LONGEST_WAIT = 5.0


def record(
    *, by: Person | None, deed: str, about: models.Model | None, at: datetime, detail: str = ""
) -> None:
    """Write down that `by` did `deed` (an :class:`~karn.apps.people.rules.Event`) to `about` at `at`.

    Call it inside the transaction of the deed: both are stored, or neither. `by` is None for nobody we
    know: a failed log in, a command. `detail` says more in codes and counts ("manager > analyst",
    "412 rows"), at most 200 characters, and never holds personal values: the log outlives erasure.
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
            detail=detail[:200],
            previous=head.seal,
        )
        link = sealed(link, audit_key())
        AuditEntry.of(link).save(force_insert=True)
        point("audit.written")
        anchor = Anchor(link.number, link.seal)
        # A page is not refused because its entry could not be anchored: the next one anchors both.
        transaction.on_commit(partial(keep_anchor, anchor, settings.INSTALLATION.data), robust=True)


def _wait_for_the_chain() -> None:
    """Let one transaction at a time read the head and add to it; on SQLite every one that writes is alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def keep_anchor(anchor: Anchor, folder: Path) -> None:
    """Keep the head of the chain in the data folder, durably, unless a newer one is kept there."""
    point("audit.stored")
    ends = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            with hold(folder / f"{ANCHOR}.lock", otherwise=message("Somebody else anchors the audit log.")):
                _write_anchor(anchor, folder)
        except Held:
            if time.monotonic() > ends:
                raise
            time.sleep(0.002)
        else:
            return


def _write_anchor(anchor: Anchor, folder: Path) -> None:
    if anchor_of(folder).number >= anchor.number:
        return
    seal = sealed_anchor(anchor, audit_key())
    write_bytes_durably(folder / ANCHOR, f"{anchor.number} {anchor.seal} {seal}\n".encode())
    point("audit.anchored")
