"""Set-based writing: staged rows become rows of a model, and nothing is written that did not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, models

from karn.apps.intake.targets.stage import NAME


@dataclass(frozen=True, slots=True)
class Value:
    """What a column gets: an SQL expression over the stage, and the file's `fields` it is made from.

    An existing row's column is overwritten only where the file has one of the fields. `merged` is for
    JSON objects: keys are added, replaced, and taken away where the value is null.
    """

    sql: str
    fields: tuple[str, ...] = ()
    merged: bool = False


def text(name: str, otherwise: str = "''") -> Value:
    """Return the value of a text field: what the row says, or `otherwise` (SQL)."""
    return Value(f"coalesce(s.{name}, {otherwise})", (name,))


def plain(name: str) -> Value:
    """Return the value of a field that may be empty."""
    return Value(f"s.{name}", (name,))


def fixed(sql: str) -> Value:
    """Return a value for new rows only."""
    return Value(sql)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Since when the value of the column `of` is known: the instant `at` (SQL); empty while it is empty."""

    of: str
    at: str

    def new(self, value: str) -> str:
        """Return the SQL for a new row whose column gets `value`."""
        return f"CASE WHEN {value} IS NULL THEN NULL ELSE {self.at} END"

    def next(self, table: str, name: str) -> str:
        """Return the SQL for an existing row: as it is, unless the column changes."""
        of, stored = _quote(self.of), f"{table}.{_quote(name)}"
        same = f"{table}.{of} IS NOT DISTINCT FROM excluded.{of}"
        return f"CASE WHEN {same} THEN {stored} ELSE excluded.{_quote(name)} END"


@dataclass(frozen=True, slots=True)
class Upsert:
    """How staged rows become rows of `model`.

    `key` are the columns of a unique constraint. `known_at` is when a new row was known; a changed row
    was known as it is now only at the time of the import, and is written so. `where` limits the staged
    rows; each key may come only once among them (`distinct` sees to that where all values are equal).
    `keeps` leaves existing rows alone. `stamps` are columns that say since when another one is known:
    ``{"ends_known_at": Stamp("ends_on", "%(at)s")}``.
    """

    model: type[models.Model]
    key: Mapping[str, str]
    values: Mapping[str, Value]
    known_at: str = "%(at)s"
    where: str = "1 = 1"
    distinct: bool = False
    keeps: bool = False
    stamps: Mapping[str, Stamp] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The model's table, quoted."""
        return connection.ops.quote_name(self.model._meta.db_table)

    def statement(self, given: frozenset[str]) -> str:
        """Return the INSERT … ON CONFLICT for a file that has the fields `given`."""
        columns = {
            **self.key,
            **{name: value.sql for name, value in self.values.items()},
            **{name: stamp.new(self.values[stamp.of].sql) for name, stamp in self.stamps.items()},
            "known_at": self.known_at,
        }
        head = f"INSERT INTO {self.table} ({_quoted(columns)})"
        typed = ", ".join(self._typed(name, sql) for name, sql in columns.items())
        select = f"SELECT {'DISTINCT ' if self.distinct else ''}{typed} FROM {NAME} s"  # noqa: S608
        return (
            f"{head} {select} WHERE {self.where} ON CONFLICT ({_quoted(self.key)}) DO {self._update(given)}"
        )

    def changed(self, alias: str, given: frozenset[str]) -> str:
        """Return the condition that the row `alias` of the model differs from its staged row."""
        differing = [
            f"{_stored(alias, name, value)} IS DISTINCT FROM "
            f"{_next(alias, name, value, self._typed(name, value.sql))}"
            for name, value in self._overwritten(given).items()
        ]
        return " OR ".join(differing) or "1 = 0"

    def found(self, alias: str) -> str:
        """Return the condition that the row `alias` of the model is the staged row's."""
        return " AND ".join(f"{alias}.{_quote(name)} = {sql}" for name, sql in self.key.items())

    def _typed(self, name: str, sql: str) -> str:
        """Return `sql` with its column's type, which PostgreSQL does not guess; texts are never cut."""
        kind = next(field for field in self.model._meta.local_fields if field.column == name)
        written = kind.db_type(connection)
        if connection.vendor == "sqlite" or written is None or written.startswith(("varchar", "text")):
            return sql
        return f"CAST({sql} AS {written})"

    def _overwritten(self, given: frozenset[str]) -> dict[str, Value]:
        if self.keeps:
            return {}
        return {name: value for name, value in self.values.items() if given.intersection(value.fields)}

    def _update(self, given: frozenset[str]) -> str:
        written = self._overwritten(given)
        if not written:
            return "NOTHING"
        sets = [
            f"{_quote(name)} = {_next(self.table, name, value, f'excluded.{_quote(name)}')}"
            for name, value in written.items()
        ]
        sets += [
            f"{_quote(name)} = {stamp.next(self.table, name)}"
            for name, stamp in self.stamps.items()
            if stamp.of in written
        ]
        differing = [
            f"{_stored(self.table, name, value)} IS DISTINCT FROM "
            f"{_next(self.table, name, value, f'excluded.{_quote(name)}')}"
            for name, value in written.items()
        ]
        return f"UPDATE SET {', '.join(sets)}, known_at = %(at)s WHERE {' OR '.join(differing)}"


def _stored(alias: str, name: str, value: Value) -> str:
    stored = f"{alias}.{_quote(name)}"
    return f"json({stored})" if value.merged and connection.vendor == "sqlite" else stored


def _next(alias: str, name: str, value: Value, told: str) -> str:
    if not value.merged:
        return told
    stored = f"{alias}.{_quote(name)}"
    if connection.vendor == "sqlite":
        return f"json_patch({stored}, {told})"
    return f"jsonb_strip_nulls({stored} || {told})"


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(_quote(name) for name in names)
