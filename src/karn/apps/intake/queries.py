"""What is known about imports."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator, Sequence

import pyarrow.parquet as pq
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from karn.apps.customers.models import Customer
from karn.apps.intake.models import Mapping, RefusedRow, Run, RunState
from karn.apps.intake.rules import DEFAULT_SOURCE, REMARK, reason_of, signature_of
from karn.apps.people.models import Person
from karn.engine.readers import Upload
from karn.platform.facts import ERASED_SOURCE, OWN_SOURCE
from karn.platform.locks import is_held

LOCK = "lock"
RAW = "raw.parquet"
REFUSED_ROWS = "refused.parquet"
LATEST_RUNS = 100


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
    cells = run.refused_rows.filter(pk__gt=after, kept=False)
    found = list(cells.order_by("id")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def refused_cells_page(run: Run, *, after: int = 0, size: int = 50) -> tuple[list[RefusedRow], int | None]:
    """Return the cells after the one numbered `after` that were refused or left out, and where to go on."""
    found = list(run.refused_rows.filter(pk__gt=after).order_by("id")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def left_out(run: Run, size: int = 50) -> list[RefusedRow]:
    """Return the first cells without which their rows were stored."""
    return list(run.refused_rows.filter(kept=True).order_by("line", "id")[:size])


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
    """Return the run's refused cells, and those left out, in the order of the file."""
    return run.refused_rows.order_by("line", "id")


def refused_table(run: Run) -> tuple[list[str], Iterator[list[object]]]:
    """Return the headings and, one by one however many there are, the rows in which something was refused.

    First what is wrong with the row, then the row as it came, so that it can be mended and imported again.
    """
    path = run.folder / REFUSED_ROWS
    upload = Upload.open(path) if path.exists() else None
    remarks = [_("line"), _("column"), _("value"), _("reason")]
    headings = [*(f"{REMARK}{remark}" for remark in remarks), *(upload.columns if upload else ())]
    return headings, _refused_lines(run, upload)


def _refused_lines(run: Run, upload: Upload | None) -> Iterator[list[object]]:
    rows = _rows_as_they_came(upload) if upload else iter(())
    cells = refused_rows_of(run).iterator(chunk_size=2_000)
    for line, found in itertools.groupby(cells, key=operator.attrgetter("line")):
        remarks = [
            (cell.column, cell.value, reason_of(cell.code, cell.detail, kept=cell.kept)) for cell in found
        ]
        told = ["; ".join(filter(None, parts)) for parts in zip(*remarks, strict=True)]
        came = next((row for number, row in rows if number == line), [])
        yield [line, *told, *came]


def _rows_as_they_came(upload: Upload) -> Iterator[tuple[int, list[str]]]:
    with pq.ParquetFile(upload.path) as file:
        for batch in file.iter_batches(batch_size=2_000):
            lines, *cells, _over = (column.to_pylist() for column in batch.columns)
            yield from zip(lines, map(list, zip(*cells, strict=True)), strict=True)


def known_sources() -> list[str]:
    """Return the sources from which something is known, the last used first; not what is made by hand."""
    runs = Run.objects.filter(state__in=(RunState.DONE, RunState.LOADING)).order_by("-id")
    used = runs.values_list("source", flat=True)[:LATEST_RUNS]
    customers = Customer.everything.exclude(source__in=(OWN_SOURCE, ERASED_SOURCE)).order_by("source")
    found = customers.values_list("source", flat=True).distinct()
    return list(dict.fromkeys([*used, *found]))


def likely_source() -> str:
    """Return the source a further file most likely comes from: the last used one."""
    return next(iter(known_sources()), DEFAULT_SOURCE)


def other_sources(source: str) -> tuple[str, ...]:
    """Return the other sources from which customers are known."""
    found = Customer.everything.exclude(source__in=(source, ERASED_SOURCE)).order_by("source")
    return tuple(found.values_list("source", flat=True).distinct())


def may_discard(run: Run, person: Person) -> bool:
    """Say whether the person may throw the run's file away: who brought it in, and administrators."""
    return person.is_administrator or run.by_id == person.pk
