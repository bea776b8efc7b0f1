"""Writing a lake: table by table, the manifest last, so that a killed build leaves the old lake as it was."""

from __future__ import annotations

import fcntl
import os
import secrets
import weakref
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from karn.engine.lake.manifest import NAME, Entry, Manifest
from karn.engine.lake.shapes import attribute_names, conform, declared_schema, with_days
from karn.engine.lake.states import StateRules, normalise_states
from karn.engine.tables import Table, table_named
from karn.engine.zones import check_zone
from karn.kernel.durable import write_durably
from karn.kernel.errors import BadInput, DamagedFile
from karn.kernel.points import point

LOCK = ".lock"
ROW_GROUP = 122_880


class LakeWriter:
    """Writes a lake into the folder `out`. One writer at a time; raises BadInput when there is another.

    Use it in a `with` block: write each table, then commit. Without the commit nothing changes.
    """

    def __init__(
        self,
        out: Path | str,
        zone: str = "UTC",
        *,
        rules: StateRules | None = None,
        made_at: str | None = None,
    ) -> None:
        check_zone(zone)
        self.path = Path(out)
        self.zone = zone
        self._rules = rules or StateRules()
        self._made_at = made_at
        self._entries: dict[str, Entry] = {}
        self._refuse_strange_folder()
        self._unlock = weakref.finalize(self, os.close, locked_lake(self.path))

    def _refuse_strange_folder(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise BadInput(f"{self.path} is a file; a lake is a folder.")
        strangers = [
            found.name
            for found in (self.path.iterdir() if self.path.is_dir() else ())
            if found.name not in {NAME, LOCK}
            and ".parquet" not in found.name
            and not found.name.startswith(".")
        ]
        if strangers:
            raise BadInput(f"{self.path} holds other things ({min(strangers)}): give an empty folder.")

    def write(self, name: str, batches: Iterable[pa.RecordBatch] | pa.Table) -> None:
        """Write the declared table `name`. Its columns are completed and cast to the declared types.

        Columns that are not declared are kept as text where the table has attributes (name → value), and
        left out elsewhere. Price states (`subscriptions`) are normalised on the way, by the writer's rules;
        their `starts_on` and `ends_on` may be instants in UTC, which become local dates.
        Raises UnknownName or BadInput.
        """
        table = table_named(name)
        stream = iter(batches.to_batches() if isinstance(batches, pa.Table) else batches)
        first = next(stream, None)
        if first is None:
            first = _empty_like(batches, table)
        attributes = attribute_names(table, first.schema.names) if table.attributes else {}
        ready = self._ready(table, chain([first], stream), attributes)
        self._store(table.name, ready, attributes)

    def _ready(
        self, table: Table, batches: Iterator[pa.RecordBatch], attributes: dict[str, str]
    ) -> Iterator[pa.RecordBatch]:
        if table.name == "subscriptions":
            batches = normalise_states(batches, self.zone, self._rules)
        for batch in batches:
            yield with_days(conform(batch, table, attributes), table, self.zone)

    def _store(self, name: str, batches: Iterator[pa.RecordBatch], attributes: dict[str, str]) -> None:
        # A name of its own for every build: a half-finished one never touches the files of the old lake.
        path = self.path / f"{name}.{secrets.token_hex(4)}.parquet"
        digest = write_durably(path, lambda temporary: _write_batches(temporary, batches))
        headings = {column: heading for heading, column in attributes.items()}
        self._entries[name] = Entry(path.name, digest, pq.read_metadata(path).num_rows, headings)
        point("lake.table_written")

    def commit(self) -> None:
        """Put the new manifest in force, remove what neither it nor the one before names, let others write.

        Whoever has opened the lake before reads the old files to the end; they go with the next build.
        """
        for name, entry in self._entries.items():
            if not (self.path / entry.file).is_file():
                raise DamagedFile(f"The table {name} vanished while the lake was built: build it again.")
        before = _files_named_in(self.path)
        Manifest(self.zone, self._entries, self._made_at).write(self.path)
        point("lake.committed")
        self._clean(before)
        self.close()

    def _clean(self, before: frozenset[str]) -> None:
        named = before.union(entry.file for entry in self._entries.values())
        for file in self.path.iterdir():
            if (".parquet" in file.name or file.name.endswith(".part")) and file.name not in named:
                file.unlink(missing_ok=True)
        point("lake.cleaned")

    def close(self) -> None:
        """Give up the lock. Tables written but not committed are removed by the next build."""
        self._unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


def _files_named_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(entry.file for entry in Manifest.read(folder).tables.values())
    except (BadInput, DamagedFile):
        return frozenset()


def locked_lake(folder: Path) -> int:
    """Lock the lake for this process and return the lock's descriptor; closing it unlocks."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise BadInput(f"Another build is writing the lake {folder}: wait until it is done.") from None
    return lock


def _empty_like(batches: Iterable[pa.RecordBatch] | pa.Table, table: Table) -> pa.RecordBatch:
    schema = batches.schema if isinstance(batches, pa.Table) else declared_schema(table)
    return pa.record_batch([pa.nulls(0, field.type) for field in schema], schema=schema)


def _write_batches(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """Write batches as Parquet with row groups of a size that DuckDB likes."""
    first = next(batches)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        waiting, rows = [first], first.num_rows
        for batch in batches:
            if rows >= ROW_GROUP:
                writer.write_table(pa.Table.from_batches(waiting), ROW_GROUP)
                waiting, rows = [], 0
            waiting.append(batch)
            rows += batch.num_rows
        writer.write_table(pa.Table.from_batches(waiting), ROW_GROUP)
