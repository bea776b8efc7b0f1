"""DuckDB in this process: reads a lake's Parquet files and nothing else.

One in-memory database per lake, locked before the first statement: no file but the lake's can be
opened, no setting changed, no extension loaded. Every use gets a cursor of its own, whose temporary
tables nobody else sees, and fetches its result fully.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from karn.engine.lake.shapes import DAYS_OF
from karn.engine.tables import METRIC_TABLES, TABLES, Table, Type
from karn.kernel.errors import BadInput

ARROW_TYPES: dict[Type, pa.DataType] = {
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us"),
    Type.MONEY: pa.decimal128(18, 6),
    Type.NUMBER: pa.float64(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
}


CHOSEN = "chosen_customers"
"""The table of the customers a workspace is narrowed to: ids as Arrow, never as text of SQL."""

LEAST_MEGABYTES, MEGABYTES_PER_MILLION = 300, 300


class HasTables(Protocol):
    """Anything that says where the Parquet file of each table is: a lake; or what its rows are."""

    @property
    def tables(self) -> Mapping[str, Path | pa.Table]:
        """The file of each table, or its rows, by the table's name."""


class DuckDBWarehouse:
    """A locked DuckDB over the files of one lake."""

    def __init__(
        self, lake: HasTables, *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        """Open the database; `memory_limit` as DuckDB writes it ("400MB"), default by the lake's size."""
        given = lake.tables.items()
        self.files = {name: Path(found).resolve() for name, found in given if not isinstance(found, pa.Table)}
        self._given = {name: found for name, found in given if isinstance(found, pa.Table)}
        self._scratch = tempfile.TemporaryDirectory(prefix="karn-duckdb-")
        self._database = duckdb.connect(":memory:", config=self._settings(memory_limit, threads))
        self._lock()

    def _settings(
        self, memory_limit: str | None, threads: int | None
    ) -> dict[str, str | bool | int | float | list[str]]:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": self._scratch.name,
            "memory_limit": memory_limit or f"{_megabytes_for(self.files.values())}MB",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads is not None:
            settings["threads"] = threads
        return settings

    def _lock(self) -> None:
        paths = ", ".join(_text(str(path)) for path in self.files.values())
        self._database.execute(f"SET allowed_paths = [{paths}]")
        self._database.execute("SET enable_external_access = false")
        self._database.execute("SET lock_configuration = true")

    @property
    def name(self) -> str:
        """The engine and its version, as an answer states it."""
        return f"duckdb {duckdb.__version__}"

    @contextmanager
    def use(self, customers: Collection[str] | None = None) -> Iterator[Workspace]:
        """Give a workspace in which the lake's tables are known by name; it ends with the block.

        With `customers` (ids) every table that speaks of customers holds the rows of these alone.
        """
        cursor = self._database.cursor()
        try:
            workspace = Workspace(cursor)
            if customers is not None:
                workspace.put(CHOSEN, pa.table({"customer_id": pa.array(sorted(customers), pa.string())}))
            for name in sorted(METRIC_TABLES):
                workspace.show(TABLES[name], self.files.get(name), chosen=customers is not None)
            yield workspace
        finally:
            cursor.close()

    @contextmanager
    def use_numbered(self) -> Iterator[Workspace]:
        """Give a workspace in which :meth:`number` makes tables readable; it ends with the block."""
        cursor = self._database.cursor()
        try:
            yield Workspace(cursor)
        finally:
            cursor.close()

    def number(self, workspace: Workspace, name: str) -> None:
        """Make a table readable in which days have numbers: `starts_on` is `starts_day`.

        Days are counted from 1 January 1970, so that SQL may add to them and take from them: what engines
        do alike with whole numbers they do each in its own way with dates.
        """
        workspace.show_numbered(TABLES[name], self.files.get(name), self._given.get(name))

    def close(self) -> None:
        """Close the database and remove what it spilled."""
        self._database.close()
        self._scratch.cleanup()


class Workspace:
    """One cursor: tables by name in, Arrow out."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Wrap `cursor`; use :meth:`DuckDBWarehouse.use` to get one."""
        self._cursor = cursor

    def show(self, table: Table, file: Path | None, *, chosen: bool = False) -> None:
        """Make `table` readable by its name: the lake's file, or no rows where the lake has none.

        With `chosen`, of a table that speaks of customers, the rows of those in the table CHOSEN.
        """
        if file is None:
            self.put(table.name, _no_rows(table))
            return
        try:
            source = f"read_parquet({_text(str(file))})"
            if chosen and any(column.name == "customer_id" for column in table.columns):
                source += f" WHERE customer_id IN (SELECT customer_id FROM {_name(CHOSEN)})"  # noqa: S608
            self._cursor.execute(f"CREATE TEMP VIEW {_name(table.name)} AS SELECT * FROM {source}")  # noqa: S608 — quoted
        except duckdb.Error as error:
            raise BadInput(
                f"The lake's file {file.name} cannot be read as Parquet: build the lake again."
            ) from error

    def show_numbered(self, table: Table, file: Path | None, given: pa.Table | None) -> None:
        """Make `table` readable by its name with numbers for days: a file, rows, or none."""
        if file is not None:
            source = f"read_parquet({_text(str(file))})"
            kinds = {str(row[0]): str(row[1]) for row in self._described(source, file)}
        else:
            self.lend(table.name, numbered_rows(_no_rows(table) if given is None else given))
            return
        columns = [
            f"{_name(name)} - DATE '1970-01-01' AS {_name(day_name(name))}" if kind == "DATE" else _name(name)
            for name, kind in kinds.items()
        ]
        told = f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 (quoted)
        self._run(f"CREATE TEMP VIEW {_name(table.name)} AS {told}")

    def _described(self, source: str, file: Path) -> list[tuple[object, ...]]:
        try:
            return self._cursor.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608 (quoted)
        except duckdb.Error as error:
            raise BadInput(
                f"The lake's file {file.name} cannot be read as Parquet: build the lake again."
            ) from error

    def lend(self, name: str, rows: pa.Table) -> None:
        """Let rows be read by `name` where they are, in place of what was lent by that name before.

        Quicker than :meth:`put`, for what few queries read.
        """
        self._cursor.register(name, rows)

    def put(self, name: str, rows: pa.Table) -> None:
        """Store a (small) table under `name`, replacing what had that name."""
        self._cursor.register("_incoming", rows)
        try:
            self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {_name(name)} AS SELECT * FROM _incoming")  # noqa: S608
        finally:
            self._cursor.unregister("_incoming")

    def keep(self, name: str, text: str) -> None:
        """Store what the SELECT `text` gives as the table `name`."""
        self._run(f"CREATE TEMP TABLE {_name(name)} AS {text}")

    def drop(self, name: str) -> None:
        """Forget a table made by :meth:`put` or :meth:`keep`."""
        self._cursor.execute(f"DROP TABLE IF EXISTS {_name(name)}")

    def columns(self, name: str) -> list[str]:
        """The column names of a table in this workspace."""
        return [str(row[0]) for row in self._cursor.execute(f"DESCRIBE {_name(name)}").fetchall()]

    def fetch(self, text: str) -> pa.Table:
        """Run one SELECT and return all its rows as Arrow."""
        try:
            return self._cursor.sql(text).to_arrow_table()
        except duckdb.Error as error:
            raise _plainly(error) from error

    def _run(self, text: str) -> None:
        try:
            self._cursor.execute(text)
        except duckdb.Error as error:
            raise _plainly(error) from error


def _megabytes_for(files: Iterable[Path]) -> int:
    """The memory a lake's metrics may use, so that a server has room for others; more spills to disk.

    Measured: every metric over a million price states keeps to 300 MB (docs/benchmarks.md).
    """
    rows = sum(_rows_of(file) for file in files)
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = max(LEAST_MEGABYTES, rows * MEGABYTES_PER_MILLION // 1_000_000)
    return max(LEAST_MEGABYTES, min(wanted, int(0.8 * machine / 1_000_000)))


def _rows_of(file: Path) -> int:
    try:
        return int(pq.read_metadata(file).num_rows)
    except (OSError, pa.ArrowInvalid):
        return 0  # damaged: said where it is read


def _plainly(error: duckdb.Error) -> Exception:
    # Locked down, DuckDB looks for a file that has vanished as if it were a folder, and may not.
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException | duckdb.PermissionException):
        return BadInput(f"A file of the lake cannot be read: build the lake again. ({_first_line(error)})")
    if isinstance(error, duckdb.OutOfMemoryException):
        return BadInput(f"Not enough memory for this metric. ({_first_line(error)})")
    if isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException):
        return BadInput(
            "A total goes beyond 999,999,999,999: count in thousands, or report in a larger currency."
        )
    return error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _no_rows(table: Table) -> pa.Table:
    fields = [pa.field(column.name, ARROW_TYPES.get(column.type, pa.string())) for column in table.columns]
    fields += [pa.field(day, pa.date32()) for day in DAYS_OF.get(table.name, {})]
    return pa.schema(fields).empty_table()


def day_name(column: str) -> str:
    """Return what a column of days is called where days are numbers: starts_on → starts_day."""
    return f"{column.removesuffix('_on').removesuffix('_since')}_day"


def numbered_rows(rows: pa.Table) -> pa.Table:
    """Return the rows with every column of days as whole numbers, days since 1 January 1970."""
    columns = {}
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if pa.types.is_date32(field.type):
            columns[day_name(field.name)] = column.cast(pa.int32()).cast(pa.int64())
        else:
            columns[field.name] = column
    return pa.table(columns)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
