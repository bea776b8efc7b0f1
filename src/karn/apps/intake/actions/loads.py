"""Storing a checked file: batch by batch, each batch and the run's counters in one transaction."""

from __future__ import annotations

from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from karn.apps.intake.actions.checks import (
    Progress,
    Weighed,
    batches_of,
    checked_file,
    context_of,
    refusals_of,
    weigh_run,
)
from karn.apps.intake.actions.descriptions import choose_mapping, describe_run
from karn.apps.intake.actions.files import fail_run, forget_file, receive_file, upload_of
from karn.apps.intake.actions.refusals import keep_refusals, keep_refused_rows
from karn.apps.intake.models import Mapping, Run, RunState
from karn.apps.intake.queries import LOCK, interrupted_run_of
from karn.apps.intake.rules import DEFAULT_SOURCE, Options, signature_of
from karn.apps.intake.targets.batches import Batches, Outcome, add_counts
from karn.apps.intake.targets.rows import Rows
from karn.apps.intake.targets.target import target_named
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.engine.readers import Checked
from karn.kernel.durable import sha256_of
from karn.kernel.errors import BadInput, KarnError, message
from karn.kernel.points import point
from karn.platform.locks import hold

REFUSALS_AT_ONCE = 2_000
RUNNING_ALREADY = message("This import is running already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file brought to the door, and what is said of it.

    `mapping` overrules, field by field, what is guessed or remembered; `options` likewise.
    """

    path: Path
    target: str
    source: str = DEFAULT_SOURCE
    mapping: Named[str, str] = field(default_factory=dict)
    options: Options | None = None
    by: Person | None = None


def load_run(*, run: Run, at: datetime, progress: Progress | None = None) -> Run:
    """Store the run's file, or what an interrupted load left of it; return the finished run.

    The whole file is checked before the first row is stored. A process killed anywhere leaves a run
    that this takes up again where it stopped. Raises BadInput when the file cannot be stored (the run
    has failed then) and Held when somebody else is just storing it.
    """
    with hold(run.folder / LOCK, otherwise=RUNNING_ALREADY):
        run.refresh_from_db()
        if run.state == RunState.DONE:
            return run
        try:
            checked = checked_file(run=run)
        except KarnError as error:
            fail_run(run=run, error=error)
            raise
        _begin(run, checked, at)
        _store_batches(run, checked, progress)
        _finish(run, at)
    forget_file(run=run)
    point("import.file_forgotten")
    return run


def import_file(delivery: Delivery, *, at: datetime, progress: Progress | None = None) -> Run:
    """Receive, check and store a file; go on with an interrupted import of the same file.

    Raises BadInput for a file that cannot be used.
    """
    refuse_missing(delivery.path)
    digest = sha256_of(delivery.path)
    run = interrupted_run_of(digest, target=delivery.target, source=delivery.source)
    return load_run(run=run or begun_run(delivery, at=at), at=at, progress=progress)


def weigh_file(delivery: Delivery, *, at: datetime, progress: Progress | None = None) -> Weighed:
    """Say what :func:`import_file` would do, and store nothing of the file. Raises BadInput."""
    run = begun_run(delivery, at=at)
    try:
        return weigh_run(run=run, at=at, progress=progress)
    finally:
        forget_file(run=run)
        run.delete()


def begun_run(delivery: Delivery, *, at: datetime) -> Run:
    """Return a new run of the file, ready to be checked or stored. Raises BadInput."""
    refuse_missing(delivery.path)
    run = receive_file(
        path=delivery.path,
        file_name=delivery.path.name,
        target=delivery.target,
        source=delivery.source,
        options=delivery.options,
        by=delivery.by,
        at=at,
    )
    if run.state == RunState.FAILED:
        forget_file(run=run)
        raise run.problem
    try:
        described = describe_run(run=run)
        told = described.options.overruled_by(delivery.options)
        return choose_mapping(run=run, mapping=described.mapping | dict(delivery.mapping), options=told)
    except KarnError as error:
        fail_run(run=run, error=error)
        forget_file(run=run)
        raise


def refuse_missing(path: Path) -> None:
    """Raise BadInput where there is no such file."""
    if not path.is_file():
        raise BadInput("There is no file %(file)s.", file=path)


def _begin(run: Run, checked: Checked, at: datetime) -> None:
    """Note the check's counts and refusals, and that the run has begun, all at once."""
    if run.state == RunState.LOADING:
        return
    with transaction.atomic():
        run.refused_rows.all().delete()
        for refusals in refusals_of(checked, REFUSALS_AT_ONCE):
            keep_refusals(run, refusals)
        _remember_mapping(run, at)
        run.state, run.error, run.started_at = RunState.LOADING, "", at
        run.rows, run.valid_rows, run.stored_rows = checked.rows, checked.accepted, 0
        run.accepted = run.updated = run.unchanged = 0
        run.duplicates, run.refused, run.notes = checked.duplicates, checked.refused_rows, {}
        run.elsewhere = {}
        run.save()
    point("import.begun")


def _store_batches(run: Run, checked: Checked, progress: Progress | None) -> None:
    with Batches(target_named(run.target), context_of(run, run.started_at or run.created_at)) as batches:
        for done, rows in batches_of(run, checked, skip=run.stored_rows):
            _store_batch(run, batches, rows, done)
            if progress:
                progress(done, checked.accepted)


def _store_batch(run: Run, batches: Batches, rows: Rows, done: int) -> None:
    with transaction.atomic():
        outcome = batches.store(rows)
        keep_refusals(run, outcome.refusals)
        keep_refusals(run, outcome.left_out, kept=True)
        _count(run, outcome, done)
        point("import.batch_written")
    run.stored_rows = done
    point("import.batch_stored")


def _count(run: Run, outcome: Outcome, done: int) -> None:
    """Add the batch to the run's counters, if no other process did so meanwhile."""
    add_counts(run.notes, {name: count for name, count in outcome.notes.items() if count})
    add_counts(run.elsewhere, {name: count for name, count in outcome.elsewhere.items() if count})
    counted = Run.objects.filter(pk=run.pk, stored_rows=run.stored_rows).update(
        stored_rows=done,
        accepted=F("accepted") + outcome.accepted,
        updated=F("updated") + outcome.updated,
        unchanged=F("unchanged") + outcome.unchanged,
        refused=F("refused") + outcome.refused_rows,
        notes=run.notes,
        elsewhere=run.elsewhere,
    )
    if not counted:
        raise BadInput(RUNNING_ALREADY)


def _finish(run: Run, at: datetime) -> None:
    keep_refused_rows(run, upload_of(run))
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=at)
        run.refresh_from_db()
        told = f"{run.target}: {run.accepted} new, {run.updated} changed, {run.refused} refused"
        record(by=run.by, deed=Event.FILE_IMPORTED, about=run, at=at, detail=told)
    point("import.finished")


def _remember_mapping(run: Run, at: datetime) -> None:
    kept = {name: value for name, value in run.options.items() if name not in {"on", "batch"}}
    Mapping.objects.update_or_create(
        source=run.source,
        target=run.target,
        signature=signature_of(upload_of(run).columns),
        defaults={"columns": run.mapping, "options": kept, "confirmed_at": at},
    )
