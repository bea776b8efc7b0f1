"""A lake straight from a folder of files named like the tables, without the web application.

The files go through the same readers as anybody's import.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from karn.engine.lake.prices import price_columns, put_in_months
from karn.engine.lake.states import StateRules
from karn.engine.lake.writer import LakeWriter
from karn.engine.readers import Checked, Upload, check_rows, guess_mapping, read_upload
from karn.engine.tables import TABLES, Column, Table, Type
from karn.kernel.errors import BadInput

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
BATCH_ROWS = 20_000

Progress = Callable[[str, int, int], None]
"""Told what is done now, how many steps are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the files are written, and how price states are normalised. None: find out."""

    zone: str = "UTC"
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    stripe_forever_only: bool = False
    rules: StateRules = field(default_factory=StateRules)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that has been checked as one table. `unread` are headings the table has no column for."""

    source: Path
    table: Table
    checked: Checked
    unread: tuple[str, ...] = ()


def named_files(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the files in `folder` that are named like a table, by table, and the names of the others.

    Raises BadInput when there is no such file, or two for one table.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.")
    found: dict[str, Path] = {}
    others: list[str] = []
    for path in sorted(folder.iterdir()):
        table = path.stem.lower()
        if table not in TABLES or path.suffix.lower() not in SUFFIXES or not path.is_file():
            others.append(path.name)
        elif table in found:
            raise BadInput(
                f"{folder} has two files for {table}: {found[table].name} and {path.name}. Keep one."
            )
        else:
            found[table] = path
    if not found:
        wanted = ", ".join(f"{name}.csv" for name in sorted(TABLES))
        raise BadInput(f"{folder} has no file named like a table. Names: {wanted} (or .parquet).")
    return found, others


def check_files(
    files: dict[str, Path], scratch: Path, options: Options, progress: Progress | None = None
) -> list[CheckedFile]:
    """Read and check every file, leaving what was found in `scratch`. Raises BadInput."""
    done: list[CheckedFile] = []
    for name, source in files.items():
        if progress:
            progress(f"Reading {source.name}", 2 * len(done), 2 * len(files))
        upload = read_upload(source, into=scratch / f"{name}.raw.parquet", may_be_empty=True)
        if progress:
            progress(f"Checking {source.name}", 2 * len(done) + 1, 2 * len(files))
        done.append(_check(source, upload, TABLES[name], scratch / name, options))
        upload.path.unlink()
    return done


def _check(source: Path, upload: Upload, table: Table, into: Path, options: Options) -> CheckedFile:
    columns = _columns(source, upload, table, options)
    mapping = guess_mapping(upload.columns, columns)
    names = {column.name for column in columns}
    constants = (
        {"currency": options.currency} if options.currency and "currency" in names - set(mapping) else {}
    )
    try:
        checked = check_rows(
            upload,
            columns=columns,
            mapping=mapping,
            grain=table.grain,
            ordered=table.ordered,
            zone=options.zone,
            date_order=options.date_order,
            decimal=options.decimal,
            constants=constants,
            attributes=table.attributes,
            into=into,
        )
    except BadInput as error:
        raise BadInput(f"{source.name}: {error}") from None
    if table.name == "subscriptions":
        put_in_months(source.name, checked.valid, stripe_forever_only=options.stripe_forever_only)
    taken = upload.columns if table.attributes else mapping.values()
    unread = tuple(heading for heading in upload.columns if heading not in taken)
    return CheckedFile(source, table, checked, unread)


def _columns(source: Path, upload: Upload, table: Table, options: Options) -> Sequence[Column]:
    """Keep the time of day where the settle window needs it; it goes once the window has been applied."""
    if table.name != "subscriptions":
        return table.columns
    columns = price_columns(source.name, upload.columns)
    if not options.rules.settle_window:
        return columns
    return [
        replace(column, type=Type.INSTANT) if column.name in {"starts_on", "ends_on"} else column
        for column in columns
    ]


def write_checked(
    files: Sequence[CheckedFile], out: Path, options: Options, progress: Progress | None = None
) -> None:
    """Write the lake `out` from the rows that are fine. Raises BadInput, and leaves the old lake then."""
    with LakeWriter(out, options.zone, rules=options.rules) as writer:
        for done, file in enumerate(files):
            if progress:
                progress(f"Writing {file.table.name}", done, len(files))
            writer.write(file.table.name, _batches(file))
        writer.commit()


def _batches(file: CheckedFile) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file.checked.valid) as valid:
        headings = _headings(valid) if file.table.attributes else []
        for batch in valid.iter_batches(BATCH_ROWS):
            kept = batch.drop_columns(["line"])
            yield _with_attributes(kept, headings) if file.table.attributes else kept


def _headings(valid: pq.ParquetFile) -> list[str]:
    found: dict[str, None] = {}
    for batch in valid.iter_batches(BATCH_ROWS, columns=["attributes"]):
        for text in batch.column(0).unique().to_pylist():
            found.update(dict.fromkeys(json.loads(text)))
    return list(found)


def _with_attributes(batch: pa.RecordBatch, headings: Sequence[str]) -> pa.RecordBatch:
    told = [json.loads(text) for text in batch.column("attributes").to_pylist()]
    batch = batch.drop_columns(["attributes"])
    for heading in headings:
        batch = batch.append_column(heading, pa.array([one.get(heading) for one in told], pa.string()))
    return batch
