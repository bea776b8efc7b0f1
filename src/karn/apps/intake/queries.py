"""What is known about imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from karn.apps.intake.models import Mapping, RefusedRow, Run, RunState
from karn.apps.intake.rules import reason_of, signature_of
from karn.platform.locks import is_held

LOCK = "lock"


def runs_newest_first() -> QuerySet[Run]:
    """Return all runs, newest first."""
    return Run.objects.order_by("-id")


def runs_page(*, before: int | None = None, size: int = 50) -> tuple[list[Run], int | None]:
    """Return runs older than the run `before`, and the number from which the next page goes on."""
    runs = runs_newest_first()
    found = list((runs.filter(pk__lt=before) if before else runs)[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def stage_of(run: Run) -> str:
    """Say where the run stands: waiting, running, interrupted, failed or done."""
    if run.state in {RunState.DONE, RunState.FAILED}:
        return str(run.state)
    if is_running(run):
        return "running"
    return "interrupted" if run.state == RunState.LOADING else "waiting"


def refused_page(run: Run, *, after: int = 0, size: int = 50) -> tuple[list[RefusedRow], int | None]:
    """Return the refused cells after the one numbered `after`, and where the next page goes on."""
    found = list(run.refused_rows.filter(pk__gt=after).order_by("id")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def remembered_mapping(source: str, target: str, headings: Sequence[str]) -> Mapping | None:
    """Return the mapping last confirmed for files of this source with these headings."""
    return Mapping.objects.filter(source=source, target=target, signature=signature_of(headings)).first()


def is_running(run: Run) -> bool:
    """Say whether somebody works on the run just now."""
    return is_held(run.folder / LOCK)


def is_interrupted(run: Run) -> bool:
    """Say whether the run was begun and nobody works on it any more."""
    return run.state == RunState.LOADING and not is_running(run)


def interrupted_run_of(sha256: str, *, target: str, source: str) -> Run | None:
    """Return the newest interrupted run of the same file, which a repeated import continues."""
    runs = Run.objects.filter(sha256=sha256, target=target, source=source, state=RunState.LOADING)
    return next((run for run in runs.order_by("-id") if not is_running(run)), None)


def refused_rows_of(run: Run) -> QuerySet[RefusedRow]:
    """Return the run's refused cells in the order of the file."""
    return run.refused_rows.order_by("line", "id")


def refused_table(run: Run) -> tuple[list[str], Iterator[list[object]]]:
    """Return the headings and, one by one however many there are, the rows of what the run refused."""
    headings = [_("line"), _("column"), _("value"), _("reason")]
    cells = refused_rows_of(run).iterator(chunk_size=2_000)
    return headings, (
        [cell.line, cell.column, cell.value, reason_of(cell.code, cell.detail)] for cell in cells
    )
