"""Receiving a file, and letting go of it."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Q, QuerySet

from karn.apps.intake.actions.refusals import restore_upload
from karn.apps.intake.models import Run, RunState
from karn.apps.intake.queries import RAW, REFUSED_ROWS, is_running, may_discard
from karn.apps.intake.rules import DEFAULT_SOURCE, Options, plain_values
from karn.apps.intake.targets.target import target_named
from karn.apps.people.models import Person
from karn.engine.readers import Dialect, Upload, read_upload
from karn.kernel.durable import CHUNK, write_durably
from karn.kernel.errors import BadInput, KarnError
from karn.kernel.points import point
from karn.platform.facts import ERASED_SOURCE

KEPT = timedelta(days=30)
_UNSAFE = re.compile(r"[^\w.() -]+")


def receive_file(
    *,
    path: Path | None = None,
    file: IO[bytes] | None = None,
    file_name: str,
    target: str,
    at: datetime,
    source: str = DEFAULT_SOURCE,
    options: Options | None = None,
    by: Person | None = None,
) -> Run:
    """Keep the file (from `path` or the open `file`) and read it; return its run.

    A file that cannot be read makes a failed run that says why. Raises UnknownName for a target that
    does not exist and BadInput for a source without a usable name.
    """
    target_named(target)
    refuse_source(source)
    forget_files(before=at - KEPT)
    run = Run.objects.create(
        target=target,
        source=source,
        file_name=file_name[-255:],
        options=(options or Options()).stored(),
        by=by,
        created_at=at,
    )
    point("import.run_created")
    run.sha256 = write_durably(file_of(run), lambda kept: _copy(path, file, kept))
    run.save(update_fields=["sha256"])
    point("import.file_stored")
    return read_file(run=run)


def read_file(*, run: Run) -> Run:
    """Read the run's file once more, for instance with another encoding; return the run."""
    options = Options.of(run.options)
    try:
        read_upload(file_of(run), into=run.folder / RAW, dialect=Dialect(options.encoding, options.delimiter))
        restore_upload(run.folder / RAW)
    except KarnError as error:
        return fail_run(run=run, error=error)
    point("import.file_read")
    return run


def fail_run(*, run: Run, error: KarnError) -> Run:
    """Keep that the run failed, and why."""
    run.state, run.error, run.error_values = RunState.FAILED, error.template, plain_values(error)
    run.save(update_fields=["state", "error", "error_values"])
    return run


def discard_run(*, run: Run, by: Person | None = None) -> None:
    """Delete a run that was never begun, with its file.

    Raises BadInput for one that was begun or is being checked, and for somebody else's, unless `by` is
    an administrator (or nobody: a command).
    """
    if by is not None and not may_discard(run, by):
        raise BadInput("Only an administrator, or who brought this file in, can discard it.")
    if run.state not in {RunState.UPLOADED, RunState.FAILED}:
        raise BadInput("This import has begun: it can be continued, not thrown away.")
    if is_running(run):
        raise BadInput("This file is being checked or stored already.")
    shutil.rmtree(run.folder, ignore_errors=True)
    run.delete()


def forget_file(*, run: Run) -> None:
    """Delete the run's file and what was made of it, except the rows that were refused."""
    _leave_refused(run.folder)


def forget_files(*, before: datetime) -> None:
    """Delete what is left of files whose run is done, gone, or was not begun and is from before then.

    The refused rows of runs that are done stay.
    """
    if not settings.INSTALLATION.uploads.exists():
        return
    waiting = Run.objects.exclude(state=RunState.DONE).exclude(
        ~Q(state=RunState.LOADING), created_at__lt=before
    )
    kept, done = _names(waiting), _names(Run.objects.filter(state=RunState.DONE))
    for folder in settings.INSTALLATION.uploads.iterdir():
        if folder.name in done:
            _leave_refused(folder)
        elif folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _names(runs: QuerySet[Run]) -> set[str]:
    return {str(number) for number in runs.values_list("pk", flat=True)}


def _leave_refused(folder: Path) -> None:
    if not (folder / REFUSED_ROWS).exists():
        shutil.rmtree(folder, ignore_errors=True)
        return
    for child in folder.iterdir():
        if child.name == REFUSED_ROWS:
            continue
        if child.is_dir():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink(missing_ok=True)


def file_of(run: Run) -> Path:
    """Return where the run's file is kept, under a name that is safe everywhere."""
    name = _UNSAFE.sub("_", Path(run.file_name.replace("\\", "/")).name).strip(". ")[-100:]
    return run.folder / "file" / (name or "file")


def upload_of(run: Run) -> Upload:
    """Return the run's file as it was read. Raises BadInput when it never arrived."""
    if not (run.folder / RAW).exists():
        raise BadInput("The file did not arrive completely, or is gone: import it again.")
    return Upload.open(run.folder / RAW)


def refuse_source(source: str) -> None:
    """Raise BadInput for a source's name that cannot be used."""
    if source == ERASED_SOURCE or not re.fullmatch(r"[\w .:-]{1,60}", source):
        raise BadInput("A source's name has at most 60 letters, digits, spaces, points, colons and hyphens.")


def _copy(path: Path | None, file: IO[bytes] | None, kept: Path) -> None:
    if path is not None and not path.is_file():
        raise BadInput("There is no file %(file)s.", file=path)
    with kept.open("wb") as target:
        if file is not None:
            shutil.copyfileobj(file, target, CHUNK)
        elif path is not None:
            with path.open("rb") as told:
                shutil.copyfileobj(told, target, CHUNK)
