"""Asking for runs, for their end, and for another try. Kept with the caller's transaction, told after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from karn.platform.models import STANDING, UNFINISHED, Run, RunState
from karn.platform.runs.job import Job, job_named
from karn.platform.runs.queue import ring


def begin_run(
    *,
    job: str,
    at: datetime,
    argument: Mapping[str, Any] | None = None,
    by_number: int | None = None,
    key: str = "",
    night: date | None = None,
) -> Run:
    """Ask for a run of the job; a worker begins it once the caller's transaction is stored.

    `argument` is JSON without personal data (numbers of rows), `by_number` who asks, as a row of people.
    With a `key` that a run of this job has that is not finished, that one is returned, and none is added.
    So it is for a job that comes back by itself (`every`): its one run is brought forward. Raises
    LookupError for a job that is not in the wiring.
    """
    known = job_named(job)
    if known is None:
        raise LookupError(f"There is no job “{job}” in the wiring.")
    if known.every:
        return _bring_forward(standing_run(known, at=at), at)
    facts = {"argument": dict(argument or {}), "by_number": by_number, "asked_at": at, "due_at": at}
    run = _added(Run(job=job, key=key, night=night, **facts))
    _ring_when_stored(run)
    return run


def standing_run(job: Job, *, at: datetime) -> Run:
    """Return the one run of a job that comes back every so often, made the first time."""
    return _added(Run(job=job.name, key=STANDING, asked_at=at, due_at=at))


def skip_night(job: Job, night: date, *, at: datetime) -> None:
    """Keep a nightly job from running for this night."""
    skipped = Run(job=job.name, night=night, state=RunState.SKIPPED, asked_at=at, due_at=at, ended_at=at)
    _added(skipped)


def cancel_run(*, number: int, at: datetime) -> Run | None:
    """End a run that waits; ask one that runs to end. None where it is over already, or there is none.

    What stands for a job that comes back waits on: only what it does now can be ended.
    """
    with transaction.atomic():
        run = Run.objects.filter(pk=number, state__in=UNFINISHED).select_for_update().first()
        if run is None:
            return None
        if run.state == RunState.RUNNING:
            run.cancel_asked_at = at
        elif not run.is_standing:
            run.state, run.ended_at, run.cancel_asked_at = RunState.CANCELLED, at, None
        run.save(update_fields=["cancel_asked_at", "state", "ended_at"])
    return run


def retry_run(*, number: int, at: datetime) -> Run | None:
    """Begin a run again that failed or was cancelled, or waits for its next try. None where there is none.

    Where another one with its key is not finished, that one is brought forward and returned.
    """
    with transaction.atomic():
        over = (RunState.FAILED, RunState.CANCELLED, RunState.WAITING)
        run = Run.objects.filter(pk=number, state__in=over).select_for_update().first()
        if run is None:
            return None
        other = _unfinished(run.job, run.key).exclude(pk=run.pk).first() if run.key else None
        if other is not None:
            return _bring_forward(other, at)
        run.state, run.due_at, run.tries, run.ended_at = RunState.WAITING, at, 0, None
        run.cancel_asked_at = None
        run.save(update_fields=["state", "due_at", "tries", "ended_at", "cancel_asked_at"])
    _ring_when_stored(run)
    return run


def _bring_forward(run: Run, at: datetime) -> Run:
    if run.due_at != at:
        Run.objects.filter(pk=run.pk, state__in=UNFINISHED).update(due_at=at)
    _ring_when_stored(run)
    return run


def _ring_when_stored(run: Run) -> None:
    transaction.on_commit(lambda: ring(run.pk))


def _added(run: Run) -> Run:
    """Store a new run, or return the one that is there in its place."""
    if not (run.key or run.night):
        run.save(force_insert=True)
        return run
    if there := _there(run):
        return there
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        there = _there(run)
        if there is None:
            raise
        return there
    return run


def _there(run: Run) -> Run | None:
    if run.night:
        return Run.objects.filter(job=run.job, night=run.night).first()
    return _unfinished(run.job, run.key).first() if run.key else None


def _unfinished(job: str, key: str) -> Any:
    return Run.objects.filter(job=job, key=key, state__in=UNFINISHED)
