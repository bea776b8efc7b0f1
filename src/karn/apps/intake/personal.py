"""What imports hold about persons: what they refused, and the files that wait; and how it is taken out."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping as Named
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.intake.models import RefusedRow, Run, RunState
from karn.apps.intake.queries import RAW, REFUSED_ROWS
from karn.engine.readers import Upload
from karn.engine.readers.raw import raw_name
from karn.kernel.durable import write_durably
from karn.kernel.errors import message
from karn.kernel.points import point
from karn.platform.byte_search import found_in
from karn.platform.personal import Marks, Person, Why
from karn.platform.redaction import Words

HELD_SOMEBODY = message("This file held somebody who was erased since. Bring it again, without that person.")

PERSONAL = (
    Marks(
        "intake.run",
        Why.DOOR,
        _("Imports"),
        scrubbed="file_name mapping options weighed error error_values",
        none=(
            "id target source sha256 state rows accepted updated unchanged duplicates refused valid_rows "
            "stored_rows notes elsewhere weighed_rows by created_at started_at finished_at"
        ),
    ),
    Marks(
        "intake.refusedrow",
        Why.DOOR,
        _("Refused cells"),
        scrubbed="column value detail",
        none="id run line code kept",
    ),
    Marks(
        "intake.mapping",
        Why.DOOR,
        _("Remembered columns"),
        scrubbed="columns options",
        none="id source target signature confirmed_at",
    ),
)


class Uploads:
    """Files at the door: rows that were refused are cut out, files that wait are thrown away."""

    name = "uploads"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002 (whoever it is)
        """Say that an import runs, or was interrupted: it would bring the person back."""
        if Run.objects.filter(state=RunState.LOADING).exists():
            return _("An import runs, or was interrupted. Let it end first.")
        return ""

    def erase_rows(self, person: Person) -> Named[str, int]:
        """Delete the refused cells of every row of a file in which the person stands."""
        gone = 0
        for run, lines in _lines_of(person.words).items():
            gone += RefusedRow.objects.filter(run=run, line__in=sorted(lines)).delete()[0]
            Run.objects.filter(pk=run).update(weighed={})
        return {"refused_cells": gone} if gone else {}

    def erase_files(self, person: Person) -> Named[str, int]:
        """Cut the person's rows out of what was refused; throw away files that wait and hold the person."""
        cut = thrown = 0
        for run in Run.objects.order_by("pk"):
            if not run.folder.is_dir():
                continue
            if _refused(run).exists():
                cut += _cut(_refused(run), run, person.words)
            if _waits_with(run, person.words):
                _throw_away(run)
                thrown += 1
            point("erasure.file_cut")
        told = {"upload_rows": cut, "uploads": thrown}
        return {name: count for name, count in told.items() if count}


UPLOADS = Uploads()


def _lines_of(words: Words) -> dict[int, set[int]]:
    """Return, by run, the lines in which something was refused and a word or an id of the person stands."""
    lines: dict[int, set[int]] = defaultdict(set)
    sought = Q(value__in=[number for *_, number in words.ids])
    if pattern := words.sql_pattern():
        sought |= Q(value__iregex=pattern) | Q(detail__iregex=pattern)
    for cell in RefusedRow.objects.filter(sought).select_related("run"):
        is_its_id = cell.value in _ids_by_heading(cell.run, words).get(cell.column, ())
        if is_its_id or words.stand_in(cell.value) or words.stand_in(cell.detail):
            lines[cell.run_id].add(cell.line)
    for run in Run.objects.filter(state=RunState.DONE):
        if (run.folder / REFUSED_ROWS).exists():
            lines[run.pk].update(_lines_in(run.folder / REFUSED_ROWS, run, words))
    return {run: found for run, found in lines.items() if found}


def _ids_by_heading(run: Run, words: Words) -> dict[str, set[str]]:
    """Return the person's ids in the run's source, by the heading under which they stand in its file.

    Under no heading where nobody said yet which column means what: then any cell may be one.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for field, source, number in words.ids:
        if source == run.source and (not run.mapping or field in run.mapping):
            found[run.mapping.get(field, "")].add(number)
    return found


def _lines_in(path: Path, run: Run, words: Words) -> set[int]:
    """Return the lines of the rows kept at `path` in which the person stands."""
    ids, lines = _ids_by_heading(run, words), set()
    headings = Upload.open(path).columns
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            mine = pa.array([False] * batch.num_rows)
            for place, heading in enumerate(headings):
                column = batch.column(raw_name(place))
                its = ids.get(heading, set()) | ids.get("", set())
                hit = [
                    one for one in column.unique().to_pylist()
                    if one and (one.strip() in its or words.stand_in(one))
                ]  # fmt: skip
                if hit:
                    mine = pc.or_(mine, pc.is_in(column, value_set=pa.array(hit, column.type)))
            lines.update(batch.column("line").filter(mine).to_pylist())
    return lines


def _cut(path: Path, run: Run, words: Words) -> int:
    """Cut the person's rows out of the file; return how many there were."""
    lines = pa.array(sorted(_lines_in(path, run, words)), pa.int64())
    if len(lines):
        table = pq.read_table(path)
        kept = table.filter(pc.invert(pc.is_in(table.column("line").cast(pa.int64()), value_set=lines)))
        write_durably(path, lambda temporary: pq.write_table(kept, temporary))
    return len(lines)


def _waits_with(run: Run, words: Words) -> bool:
    """Say whether a file of the run still lies there, besides what was refused, and the person is in it."""
    raw = run.folder / RAW
    if raw.exists() and _lines_in(raw, run, words):
        return True
    others = [file for file in run.folder.rglob("*") if file.is_file() and file not in {raw, _refused(run)}]
    return any(found_in(file, word) for word in words.everywhere for file in others)


def _refused(run: Run) -> Path:
    return run.folder / REFUSED_ROWS


def _throw_away(run: Run) -> None:
    shutil.rmtree(run.folder, ignore_errors=True)
    waiting = Run.objects.filter(pk=run.pk).exclude(state=RunState.DONE)
    waiting.update(state=RunState.FAILED, error=HELD_SOMEBODY, error_values={}, weighed={})
