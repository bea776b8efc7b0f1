"""The temporary table through which each batch passes on its way into the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from karn.apps.intake.targets.rows import Rows
from karn.engine.tables import Type

NAME = "karn_stage"
CACHE_KIBIBYTES = 65_536
CHECKPOINT_PAGES = 10_000
_TEXT = models.TextField()
_FIELDS: dict[Type, models.Field[Any, Any]] = {
    Type.DATE: models.DateField(),
    Type.INSTANT: models.DateTimeField(),
    Type.MONEY: models.DecimalField(max_digits=18, decimal_places=6),
    Type.NUMBER: models.FloatField(),
    Type.INTEGER: models.BigIntegerField(),
    Type.BOOLEAN: models.BooleanField(),
}


def _has_values(values: Sequence[object]) -> bool:
    return values.count(None) < len(values)


@contextmanager
def looking() -> Iterator[None]:
    """See one state of the database while the block runs, and keep nobody from writing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        # Django would take the lock for writing at once; the temporary table needs none.
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("COMMIT")


class Stage:
    """One temporary table of this connection, emptied for each batch.

    Statements call it ``s``. They take names from models and from this package only; whatever came
    from a file is a parameter or stands in the table.
    """

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        columns: Mapping[str, Type],
        refs: Sequence[str],
        sought: Sequence[str] = (),
    ) -> None:
        self._connection = connection
        self._columns = columns
        self._refs = refs
        self._sought = sought

    def create(self) -> None:
        """Make the table anew."""
        if self._connection.vendor == "sqlite":
            # Two megabytes, SQLite's own choice, make it read the indexes again and again.
            self.run(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
            self.run(f"PRAGMA temp.cache_size = -{CACHE_KIBIBYTES}")
            # Each batch touches most pages of an index: copying them back once in a few batches is enough.
            self.run(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        types = {name: self._type(kind) for name, kind in self._columns.items()}
        types |= {name: self._type(Type.INTEGER) for name in self._refs}
        quoted = self._connection.ops.quote_name  # a field may be called `left`
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
        self.run(f"DROP TABLE IF EXISTS {NAME}")
        # SQLite's own row number is called integer; anything else would be a second index.
        line = "integer" if self._connection.vendor == "sqlite" else "bigint"
        self.run(f"CREATE TEMPORARY TABLE {NAME} (line {line} PRIMARY KEY, {columns})")
        for name in self._sought:
            self.run(f"CREATE INDEX {NAME}_{name} ON {NAME} ({name})")

    def drop(self) -> None:
        """Take the table away."""
        self.run(f"DROP TABLE IF EXISTS {NAME}")

    def fill(self, rows: Rows) -> None:
        """Replace what stands in the table by `rows`."""
        self.run(f"DELETE FROM {NAME}")  # noqa: S608 (a constant)
        # The others stay empty.
        names = [name for name in self._columns if _has_values(rows.columns.get(name, ()))]
        values = zip(rows.lines, *(rows.column(name) for name in names), strict=True)
        quoted = ", ".join(self._connection.ops.quote_name(name) for name in ["line", *names])
        statement = f"INSERT INTO {NAME} ({quoted}) VALUES "  # noqa: S608 (declared names)
        if self._connection.vendor == "sqlite":
            # Straight to the driver: Django's cursor would keep every tuple until the last one is in.
            marks = ", ".join("?" * (len(names) + 1))
            self._connection.connection.executemany(f"{statement} ({marks})", values)
            return
        marks = ", ".join(["%s"] * (len(names) + 1))
        with self._connection.cursor() as cursor:
            cursor.executemany(f"{statement} ({marks})", list(values))

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> int:
        """Run one statement; return how many rows it changed."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, self._adapted(parameters))
            return int(cursor.rowcount)

    def rows(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one SELECT; return its rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, self._adapted(parameters))
            return list(cursor.fetchall())

    def _adapted(self, parameters: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if parameters is None:
            return None
        adapt = self._connection.ops.adapt_datetimefield_value
        return {name: adapt(value) if name == "at" else value for name, value in parameters.items()}

    def _type(self, kind: Type) -> str:
        return str(_FIELDS.get(kind, _TEXT).db_type(self._connection))
