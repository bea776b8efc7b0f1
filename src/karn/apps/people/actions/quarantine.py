"""Releasing a restored copy from its quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import ADMINISTRATORS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, message
from karn.platform.quarantine import in_quarantine, leave_quarantine, outgoing_kinds

NOT_KEPT_APART = message("This is not a restored copy in quarantine: nothing holds back what is sent.")


@dataclass(frozen=True, slots=True)
class Released:
    """What a release let go, or set aside: how many of each kind of thing that leaves."""

    name: str | Promise
    count: int
    sent: bool


def release_copy(*, by: Person | None, send_waiting: bool, at: datetime) -> list[Released]:
    """Let this restored copy send from now on; return what waited.

    What waits was queued before the backup was made, and may have been sent by the original since: unless
    `send_waiting`, it is set aside, where people see it. `by` is None for the command line. Raises BadInput
    for who may not, and where there is no quarantine.
    """
    if by is not None:
        refuse_unless_may(by, Deed.CHANGE_COMPANY, otherwise=ADMINISTRATORS_ONLY)
    kept = in_quarantine()
    if kept is None:
        raise BadInput(NOT_KEPT_APART)
    with transaction.atomic():
        told = [
            Released(kind.name, kind.waiting() if send_waiting else kind.set_aside(at=at), sent=send_waiting)
            for kind in outgoing_kinds()
        ]
        how = "sends what waited" if send_waiting else "set aside what waited"
        record(
            by=by,
            deed=Event.COPY_RELEASED,
            about=None,
            at=at,
            detail=f"{how}: {sum(one.count for one in told)}",
        )
    leave_quarantine()  # only now: killed before, nothing has left
    return told
