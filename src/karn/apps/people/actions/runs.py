"""What people may do to background work: end it, try it again. Both are written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, message
from karn.platform import runs
from karn.platform.models import Run

NOT_YOURS = message("Only administrators and managers see to background work.")
OVER = message("This is over already.")
NOT_TO_BE_TRIED = message("This runs or is done: there is nothing to try again.")


def cancel_run(*, number: int, by: Person, at: datetime) -> Run:
    """End the run, or ask it to end where it runs. Raises BadInput where it is over."""
    refuse_unless_may(by, Deed.SEE_RUNS, otherwise=NOT_YOURS)
    with transaction.atomic():
        run = runs.cancel_run(number=number, at=at)
        if run is None:
            raise BadInput(OVER)
        record(by=by, deed=Event.RUN_CANCELLED, about=None, at=at, detail=run.job)
    return run


def retry_run(*, number: int, by: Person, at: datetime) -> Run:
    """Begin again what failed, was cancelled, or waits for its next try. Raises BadInput otherwise."""
    refuse_unless_may(by, Deed.SEE_RUNS, otherwise=NOT_YOURS)
    with transaction.atomic():
        run = runs.retry_run(number=number, at=at)
        if run is None:
            raise BadInput(NOT_TO_BE_TRIED)
        record(by=by, deed=Event.RUN_RETRIED, about=None, at=at, detail=run.job)
    return run
