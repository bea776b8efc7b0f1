"""Leases: who has a run in hand. Each step is a compare-and-set of the lease's number in the run's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from karn.kernel.errors import KarnError, message
from karn.kernel.points import point
from karn.platform.models import Run, RunState
from karn.platform.runs.job import Job, job_named

WENT_WRONG = message("It went wrong; the server's log says how.")
STOPPED = message("The process stopped in the middle of it, %(times)s times.")


def is_due(due_at: datetime, at: datetime, longest: timedelta) -> bool:
    """Say whether what waits until `due_at` is due at `at`.

    Nothing ever waits longer than `longest`: what is due later than that was told so by a clock that was
    ahead, and is due now.
    """
    return due_at <= at or due_at - at > longest


def claim(run: Run, job: Job, *, at: datetime) -> bool:
    """Take in hand a run that was read; say whether it still waited and was due. Not in a transaction."""
    if not is_due(run.due_at, at, job.longest_wait):
        return False
    facts = {"began_at": at, "beat_at": at, "ended_at": None, "done": 0, "total": 0, "note": ""}
    facts |= {"lease": run.lease + 1, "tries": run.tries + 1, "state": RunState.RUNNING}
    facts |= {"due_at": at + job.every} if job.every else {}
    if not _held(run.pk, run.lease, RunState.WAITING).update(**facts):
        return False
    for name, value in facts.items():
        setattr(run, name, value)
    point("run.claimed")
    return True


def beat(leases: Mapping[int, int], *, at: datetime) -> None:
    """Show that these runs (numbers and leases) are still in hand. Waits for nobody's transaction.

    One that a person wants to end is left alone: if it does not end by itself, it is found stale.
    """
    with transaction.atomic():
        free = Run.objects.filter(pk__in=leases, state=RunState.RUNNING, cancel_asked_at=None)
        for number, lease in free.select_for_update(skip_locked=True).values_list("pk", "lease"):
            if leases[number] == lease:
                Run.objects.filter(pk=number, lease=lease).update(beat_at=at)


def holds(number: int, lease: int) -> bool:
    """Say whether the lease is still good; within a transaction it stays so until its end."""
    held = _held(number, lease, RunState.RUNNING)
    if transaction.get_connection().in_atomic_block:
        held = held.select_for_update()
    return held.values_list("pk", flat=True).first() is not None


def store(number: int, held: int, **facts: Any) -> bool:
    """Write into the run's row if the lease is still good; say whether it was."""
    return _held(number, held, RunState.RUNNING).update(**facts) == 1


def finish(run: Run, *, at: datetime) -> bool:
    """End the run well, if the lease is still good; say whether it was. A standing one waits for its time."""
    state = RunState.WAITING if run.is_standing else RunState.DONE
    ended: dict[str, Any] = {"state": state, "ended_at": at, "tries": 0 if run.is_standing else F("tries")}
    return store(run.pk, run.lease, **ended, failure="", failure_values={}, cancel_asked_at=None)


def cancelled(run: Run, *, at: datetime) -> bool:
    """End the run because somebody wanted it to."""
    state = RunState.WAITING if run.is_standing else RunState.CANCELLED
    return store(run.pk, run.lease, state=state, ended_at=at, cancel_asked_at=None)


def fail(run: Run, error: KarnError, *, at: datetime) -> bool:
    """Keep why the run failed, and let it wait for the next try if there is one left."""
    values = {name: value if isinstance(value, int) else str(value) for name, value in error.values.items()}
    told = {"failure": (error.template or str(error))[:300], "failure_values": values}
    return store(run.pk, run.lease, ended_at=at, **told, **_after(run, at))


def hand_on(number: int, held: int, *, at: datetime) -> bool:
    """Let another process begin the run at once: this one stops. It counts as no try."""
    waits = {"state": RunState.WAITING, "lease": F("lease") + 1, "tries": F("tries") - 1, "due_at": at}
    return store(number, held, **waits)


def take_away(number: int, lease: int, *, at: datetime) -> bool:
    """Fence a lease whose holder gives no sign of life; say whether it was so. The run waits again."""
    with transaction.atomic():
        held = _held(number, lease, RunState.RUNNING)
        run = held.select_for_update(skip_locked=True).first()
        if run is None:
            return False
        point("run.taken_away")
        if run.cancel_asked_at:
            return cancelled(run, at=at)
        facts = _after(run, at) | {"lease": F("lease") + 1}
        if facts["state"] == RunState.FAILED:
            facts |= {"ended_at": at, "failure": STOPPED, "failure_values": {"times": run.tries}}
        else:
            facts["due_at"] = at
        return store(number, lease, **facts)


def _after(run: Run, at: datetime) -> dict[str, Any]:
    """Return what becomes of a run that did not go well."""
    job = job_named(run.job)
    if job is None or (run.tries > job.retries and not run.is_standing):
        return {"state": RunState.FAILED}
    return {"state": RunState.WAITING, "due_at": at + job.delay_after(run.tries)}


def _held(number: int, lease: int, state: str) -> QuerySet[Run]:
    return Run.objects.filter(pk=number, lease=lease, state=state)
