"""Reading what leavers said: by who must improve, and written down."""

from __future__ import annotations

from datetime import date, datetime

from karn.apps.exits.queries.reading import Reading, reading
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event

PURPOSE = "improve"
"""What answers are read for, and nothing else."""


def read_exit_answers(*, by: Person, since: date | None = None, page: int = 1, at: datetime) -> Reading:
    """Return what may be read, and write down who read it, what for. Raises BadInput for who may not."""
    refuse_unless_may(by, Deed.READ_EXIT_ANSWERS, otherwise=MANAGERS_ONLY)
    record(by=by, deed=Event.EXIT_ANSWERS_READ, about=None, at=at, detail=PURPOSE)
    return reading(since=since, page=page)
