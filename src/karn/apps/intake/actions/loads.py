"""Storing a checked file: batch by batch, each batch and the run's counters in one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from karn.apps.intake.actions.checks import (
    Progress,
    Weighed,
    batches_of,
    check_run,
    checked_file,
    choose_mapping,
    context_of,
    describe_run,
    refusals_of,
)
from karn.apps.intake.actions.files import DEFAULT_SOURCE, fail_run, forget_file, receive_file, upload_of
from karn.apps.intake.models import Mapping, RefusedRow, Run, RunState
from karn.apps.intake.queries import LOCK, interrupted_run_of
from karn.apps.intake.rules import Options, signature_of
from karn.apps.intake.targets.batches import Batches, Outcome
from karn.apps.intake.targets.rows import Refusal, Rows
from karn.apps.intake.targets.target import target_named
from karn.apps.people.models import Person
from karn.engine.readers import Checked
from karn.kernel.durable import sha256_of
from karn.kernel.errors import BadInput, KarnError
from karn.kernel.points import point
from karn.platform.locks import hold

REFUSALS_AT_ONCE = 2_000


def load_run(*, run: Run, at: datetime, progress: Progress | None = None) -> Run:
    """Store the run's file, or what an interrupted load left of it; return the finished run.

    The whole file is checked before the first row is stored. A process killed anywhere leaves a run
    that this takes up again where it stopped. Raises BadInput when the file cannot be stored (the run
    has failed then) and Held when somebody else is just storing it.
    """
    with hold(run.folder / LOCK, otherwise=_("This import is running already.")):
        run.refresh_from_db()
        if run.state == RunState.DONE:
            return run
        try:
            checked = checked_file(run=run)
        except KarnError as error:
            fail_run(run=run, error=str(error))
            raise
        _begin(run, checked, at)
        _store_batches(run, checked, progress)
        _finish(run, at)
    forget_file(run=run)
    point("import.file_forgotten")
    return run


def import_file(
    *,
    path: Path,
    target: str,
    at: datetime,
    source: str = DEFAULT_SOURCE,
    mapping: dict[str, str] | None = None,
    options: Options | None = None,
    by: Person | None = None,
    progress: Progress | None = None,
) -> Run:
    """Receive, check and store the file at `path`; go on with an interrupted import of the same file.

    `mapping` overrides what is guessed or remembered, field by field. Raises BadInput for a file that
    cannot be used.
    """
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    run = interrupted_run_of(sha256_of(path), target=target, source=source)
    run = run or begun_run(
        path=path, target=target, source=source, mapping=mapping, options=options, by=by, at=at
    )
    return load_run(run=run, at=at, progress=progress)


def weigh_file(
    *,
    path: Path,
    target: str,
    at: datetime,
    source: str = DEFAULT_SOURCE,
    mapping: dict[str, str] | None = None,
    options: Options | None = None,
    by: Person | None = None,
    progress: Progress | None = None,
) -> Weighed:
    """Say what :func:`import_file` would do, and store nothing of the file. Raises BadInput."""
    run = begun_run(path=path, target=target, source=source, mapping=mapping, options=options, by=by, at=at)
    try:
        told = Options.of(run.options)
        return check_run(run=run, mapping=run.mapping, options=told, at=at, progress=progress)
    finally:
        forget_file(run=run)
        run.delete()


def begun_run(
    *,
    path: Path,
    target: str,
    at: datetime,
    source: str = DEFAULT_SOURCE,
    mapping: dict[str, str] | None = None,
    options: Options | None = None,
    by: Person | None = None,
) -> Run:
    """Return a new run of the file at `path`, ready to be checked or stored. Raises BadInput."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    run = receive_file(
        path=path, file_name=path.name, target=target, source=source, options=options, by=by, at=at
    )
    if run.state == RunState.FAILED:
        raise BadInput(run.error)
    try:
        described = describe_run(run=run)
        told = described.options.overruled_by(options)
        return choose_mapping(run=run, mapping=described.mapping | (mapping or {}), options=told)
    except KarnError as error:
        fail_run(run=run, error=str(error))
        raise


def _begin(run: Run, checked: Checked, at: datetime) -> None:
    """Note the check's counts and refusals, and that the run has begun, all at once."""
    if run.state == RunState.LOADING:
        return
    with transaction.atomic():
        run.refused_rows.all().delete()
        for refusals in refusals_of(checked, REFUSALS_AT_ONCE):
            _keep_refusals(run, refusals)
        _remember_mapping(run, at)
        run.state, run.error, run.started_at = RunState.LOADING, "", at
        run.rows, run.valid_rows, run.stored_rows = checked.rows, checked.accepted, 0
        run.accepted = run.updated = run.unchanged = 0
        run.duplicates, run.refused, run.notes = checked.duplicates, checked.refused_rows, {}
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
        _keep_refusals(run, outcome.refusals)
        _count(run, outcome, done)
        point("import.batch_written")
    run.stored_rows = done
    point("import.batch_stored")


def _count(run: Run, outcome: Outcome, done: int) -> None:
    """Add the batch to the run's counters, if no other process did so meanwhile."""
    for name, count in outcome.notes.items():
        if count:
            run.notes[name] = run.notes.get(name, 0) + count
    counted = Run.objects.filter(pk=run.pk, stored_rows=run.stored_rows).update(
        stored_rows=done,
        accepted=F("accepted") + outcome.accepted,
        updated=F("updated") + outcome.updated,
        unchanged=F("unchanged") + outcome.unchanged,
        refused=F("refused") + outcome.refused_rows,
        notes=run.notes,
    )
    if not counted:
        raise BadInput(_("This import is running already."))


def _finish(run: Run, at: datetime) -> None:
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=at)
    run.refresh_from_db()
    point("import.finished")


def _keep_refusals(run: Run, refusals: list[Refusal]) -> None:
    RefusedRow.objects.bulk_create(
        RefusedRow(
            run=run,
            line=refusal.line,
            column=refusal.column[:300],
            value=refusal.value,
            code=refusal.code,
            detail=refusal.detail[:500],
        )
        for refusal in refusals
    )


def _remember_mapping(run: Run, at: datetime) -> None:
    kept = {name: value for name, value in run.options.items() if name not in {"on", "batch"}}
    Mapping.objects.update_or_create(
        source=run.source,
        target=run.target,
        signature=signature_of(upload_of(run).columns),
        defaults={"columns": run.mapping, "options": kept, "confirmed_at": at},
    )
