"""What was refused: its cells in the database, its rows as they came in a file, and that file's way back."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from karn.apps.intake.models import RefusedRow, Run
from karn.apps.intake.queries import REFUSED_ROWS
from karn.apps.intake.rules import is_remark
from karn.apps.intake.targets.erased import ERASED, checks_of
from karn.apps.intake.targets.rows import Refusal
from karn.apps.intake.targets.target import target_named
from karn.apps.personal.queries.tombstones import Erased
from karn.engine.readers import Upload
from karn.engine.readers.raw import RawFile, raw_name
from karn.kernel.durable import write_durably
from karn.platform.sheets import COMMAS, SEMICOLONS, unguard


def keep_refusals(run: Run, refusals: list[Refusal], *, kept: bool = False) -> None:
    """Store cells that were refused; `kept` says that their rows were stored without them."""
    RefusedRow.objects.bulk_create(
        RefusedRow(
            run=run,
            line=refusal.line,
            column=refusal.column[:300],
            value=refusal.value,
            code=refusal.code,
            detail=refusal.detail[:500],
            kept=kept,
        )
        for refusal in refusals
    )


def keep_refused_rows(run: Run, upload: Upload) -> None:
    """Keep the rows in which something was refused as they came, so that they can be mended."""
    forget_erased(run, upload)
    lines = sorted(set(run.refused_rows.exclude(code=ERASED).values_list("line", flat=True)))
    if lines:
        write_durably(
            run.folder / REFUSED_ROWS,
            lambda target: _copy_lines(upload.path, target, pa.array(lines, pa.int64())),
        )


def forget_erased(run: Run, upload: Upload) -> None:
    """Keep nothing of refused rows about somebody who was erased, whatever they were refused for."""
    erased = Erased()
    if not erased:
        return
    checks = checks_of(target_named(run.target), run.source, erased)
    places = {field: upload.columns.index(run.mapping[field]) for field in checks.keys() & run.mapping.keys()}
    lines: set[int] = set(run.refused_rows.filter(code=ERASED).values_list("line", flat=True))
    with pq.ParquetFile(upload.path) as file:
        for batch in file.iter_batches(columns=["line", *(raw_name(place) for place in places.values())]):
            for field, place in places.items():
                told = zip(batch["line"].to_pylist(), batch[raw_name(place)].to_pylist(), strict=True)
                lines.update(line for line, value in told if value and checks[field](value))
    found = sorted(lines & set(run.refused_rows.values_list("line", flat=True)))
    for start in range(0, len(found), 500):
        cells = run.refused_rows.filter(line__in=found[start : start + 500])
        cells.update(value="", detail="", code=ERASED)


def _copy_lines(source: Path, target: Path, lines: pa.Array) -> None:
    with pq.ParquetFile(source) as file, pq.ParquetWriter(target, file.schema_arrow) as writer:
        for batch in file.iter_batches():
            writer.write_batch(batch.filter(pc.is_in(batch.column("line"), value_set=lines)))


def restore_upload(path: Path) -> None:
    """Take Karn's own remarks out of a file of refused rows that comes back, and what guarded its cells.

    Any other file stays as it is.
    """
    upload = Upload.open(path)
    if any(is_remark(heading) for heading in upload.columns):
        write_durably(path, lambda target: _copy_without_remarks(upload, target))


def _copy_without_remarks(upload: Upload, target: Path) -> None:
    style = SEMICOLONS if upload.delimiter == SEMICOLONS.separator else COMMAS
    places = [place for place, heading in enumerate(upload.columns) if not is_remark(heading)]
    headings = tuple(unguard(upload.columns[place], style) for place in places)
    restored = RawFile(target, headings, encoding=upload.encoding, delimiter=upload.delimiter)
    with pq.ParquetFile(upload.path) as file, restored as raw:
        for batch in file.iter_batches(batch_size=raw.batch_rows):
            cells = [
                [unguard(cell, style) for cell in batch.column(raw_name(place)).to_pylist()]
                for place in places
            ]
            raw.write_columns(batch.column("line").to_pylist(), cells, batch.column("over").to_pylist())
