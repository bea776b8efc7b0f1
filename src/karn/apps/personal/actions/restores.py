"""Making a restored copy fit to be opened: who was erased is erased again, and the audit log says so."""

from __future__ import annotations

from datetime import datetime

from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event
from karn.apps.personal.actions.replays import replay_erasures
from karn.kernel.points import point


def settle_restored(*, backup: str, made_at: datetime, at: datetime) -> int:
    """Erase again whom the copy's list of erasures names, and write down the restore; return how many.

    Before anybody can open the copy.
    """
    record(
        by=None,
        deed=Event.BACKUP_RESTORED,
        about=None,
        at=at,
        detail=f"{backup[:120]} {made_at:%Y-%m-%dT%H:%MZ}",
    )
    again = replay_erasures(at=at)
    point("restore.settled")
    return again
