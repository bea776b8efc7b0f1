"""Looks with a signal's SQL over the tables of a lake, or over rows in memory: the same SQL for both.

Nothing is ever written into the text: the day and the thresholds come in as relations of one row (`asked`,
`limits`), the tables with numbers for days. A definition reads no table; it uses steps, and the steps hold
what was known by the day that is asked about, so that a day of the past can be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, Self

import pyarrow as pa

from karn.engine.metrics.answer import plain_decimal
from karn.engine.metrics.composer import Composition, compose_file
from karn.engine.signals.catalogue import MATERIAL, SIGNALS, STEPS, Signal, signal_named
from karn.engine.tables import TABLES
from karn.engine.warehouses.duckdb import DuckDBWarehouse, HasTables

DAY_ZERO = date(1970, 1, 1)
MOST_EVIDENCE = 20
"""So many rows of evidence are kept of one finding; how many there are stands in its facts."""

COMPANY_WIDE = ("answering", "collecting", "usual_answers", "keeping", "coming_in")
"""Steps that need everybody's rows: a look at one customer gets what they said at the last look at all."""

_KEPT = ("watched",)
"""Steps that most signals use: made once for each look."""

Habits = Mapping[str, Sequence[Mapping[str, Any]]]
"""What the company-wide steps said: their rows, by step."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signal at one customer: `strength` is 1 worth knowing, 2 this week, 3 today.

    `facts` are what its sentence says, as JSON: days as ISO text, amounts as decimal text. `evidence` are
    ids of the signal's table, the first of them what the facts speak of.
    """

    customer_id: str
    since: date
    strength: int
    facts: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


class Looker:
    """Looks as of the end of one day. Use it in a `with` block; not for several threads at once."""

    def __init__(
        self,
        tables: HasTables,
        *,
        on: date,
        habits: Habits | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
    ) -> None:
        """Open the tables. With `habits` they hold a part of the customers: company-wide steps say those."""
        self._warehouse = DuckDBWarehouse(tables, memory_limit=memory_limit, threads=threads)
        self._using = self._warehouse.use_numbered()
        try:
            self._workspace = self._using.__enter__()
        except BaseException:
            self._warehouse.close()
            raise
        self.on = on
        self._stored: dict[str, str] = {}
        self._readable: set[str] = set()
        self._workspace.lend("asked", pa.table({"as_of_day": pa.array([_number(on)], pa.int64())}))
        if habits is not None:
            self._put_habits(habits)

    def __enter__(self) -> Self:
        """Return the looker."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Forget everything and close the warehouse."""
        self._using.__exit__(None, None, None)
        self._warehouse.close()

    def look_on(self, day: date) -> None:
        """Look as of the end of another day from now on, over the same tables."""
        for name in _KEPT:
            if stored := self._stored.pop(name, ""):
                self._workspace.drop(stored)
        self.on = day
        self._workspace.lend("asked", pa.table({"as_of_day": pa.array([_number(day)], pa.int64())}))

    def find(self, code: str, thresholds: Mapping[str, int] | None = None) -> list[Found]:
        """Return what the signal `code` finds, by customer; thresholds that are not given are the defaults.

        Raises UnknownName or BadInput.
        """
        signal = signal_named(code)
        signal.check(thresholds or {})
        self._put_limits(signal, thresholds or {})
        composition = composition_of(code)
        self._keep_steps(composition)
        rows = self._workspace.fetch(composition.text_with(self._stored))
        return list(_found(rows))

    def has_material(self, code: str) -> bool:
        """Say whether the signal `code` had anything to look at by the day. Raises UnknownName."""
        composition = material_of(signal_named(code).stands_on)
        self._keep_steps(composition)
        counted = self._workspace.fetch(composition.text_with(self._stored)).column(0).to_pylist()
        return bool(counted[0])

    def watched(self) -> list[str]:
        """Return the customers (ids) whom signals look at: who pay and are not known to leave."""
        composition = step_named("watched")
        self._keep_steps(composition)
        text = self._stored.get("watched")
        rows = self._workspace.fetch(f"SELECT customer_id FROM {text}")  # noqa: S608 (our own name)
        return sorted(rows.column(0).to_pylist())

    def leavers(self, within: int) -> frozenset[str]:
        """Return who (ids) of those looked at left within so many days, as it is known now."""
        self._workspace.lend("limits", pa.table({"within": pa.array([within], pa.int64())}))
        composition = step_named("leavers")
        self._keep_steps(composition)
        return frozenset(self._workspace.fetch(composition.text_with(self._stored)).column(0).to_pylist())

    def habits(self, thresholds: Mapping[str, Mapping[str, int]] | None = None) -> Habits:
        """Return what the company-wide steps say now, as JSON: for looks at one customer in between."""
        limits = (thresholds or {}).get("silent", {})
        self._put_limits(SIGNALS["silent"], limits)
        said = {}
        for name in COMPANY_WIDE:
            composition = step_named(name)
            self._keep_steps(composition, besides=name)
            said[name] = [_plain(row) for row in self._told(composition)]
        return said

    def _told(self, composition: Composition) -> list[dict[str, Any]]:
        stored = {step: table for step, table in self._stored.items() if step != composition.closing.name}
        rows: list[dict[str, Any]] = self._workspace.fetch(composition.text_with(stored)).to_pylist()
        return rows

    def _put_limits(self, signal: Signal, thresholds: Mapping[str, int]) -> None:
        values = signal.values(thresholds, {}) or {"none": 0}
        columns = {name: pa.array([value], pa.int64()) for name, value in values.items()}
        self._workspace.lend("limits", pa.table(columns))

    def _keep_steps(self, composition: Composition, besides: str = "") -> None:
        """Make tables readable and shared steps, where they are not yet."""
        for name in sorted((composition.reads & TABLES.keys()) - self._readable):
            self._warehouse.number(self._workspace, name)
            self._readable.add(name)
        names = {part.name for part in composition.steps} | {composition.closing.name}
        for name in _KEPT:
            if name in names and name not in self._stored and name != besides:
                self._stored[name] = f"kept_{name}"
                stored = {step: table for step, table in self._stored.items() if step != name}
                self._workspace.keep(f"kept_{name}", step_named(name).text_with(stored))

    def _put_habits(self, habits: Habits) -> None:
        for name in COMPANY_WIDE:
            rows = habits.get(name, ())
            schema = _HABIT_COLUMNS[name]
            self._workspace.lend(f"habit_{name}", pa.Table.from_pylist([dict(row) for row in rows], schema))
            self._stored[name] = f"habit_{name}"


_HABIT_COLUMNS = {
    "answering": pa.schema([("source", pa.string())]),
    "collecting": pa.schema([("source", pa.string())]),
    "usual_answers": pa.schema([("days", pa.int64())]),
    "keeping": pa.schema([("contacted", pa.int64()), ("customers", pa.int64())]),
    "coming_in": pa.schema([("latest_day", pa.int64())]),
}


@cache
def composition_of(code: str) -> Composition:
    """Return the definition of the signal `code`, put together. Raises UnknownName."""
    return compose_file(signal_named(code).folder / "definition.sql", STEPS)


@cache
def step_named(name: str) -> Composition:
    """Return one step with those it stands on."""
    return compose_file(STEPS / f"{name}.sql", STEPS)


@cache
def material_of(kind: str) -> Composition:
    """Return what counts the rows of one kind that were known by the day."""
    return compose_file(MATERIAL / f"{kind}.sql", STEPS)


def tables_of(codes: Iterable[str]) -> frozenset[str]:
    """Return the tables that these signals read, and those that say who is looked at."""
    read = [composition_of(code).reads for code in codes]
    return frozenset().union(step_named("leavers").reads, *read) & TABLES.keys()


def _found(rows: pa.Table) -> Iterator[Found]:
    for customer_id, group in groupby(rows.to_pylist(), key=lambda row: row["customer_id"]):
        of_one = list(group)
        first = of_one[0]
        evidence = [row["evidence_id"] for row in of_one if row["evidence_id"] is not None]
        yield Found(
            customer_id=customer_id,
            since=_day(first["since_day"]),
            strength=int(first["strength"]),
            facts={name: _fact(name, value) for name, value in first.items() if name not in _FIXED},
            evidence=tuple(evidence[:MOST_EVIDENCE]),
        )


_FIXED = frozenset({"customer_id", "since_day", "strength", "evidence_id", "place"})


def _fact(name: str, value: Any) -> Any:
    if value is not None and (name == "day" or name.endswith("_day")):
        return _day(value).isoformat()
    return _plain_value(value)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    """Return a value as JSON holds it: whole numbers as such, amounts as text."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, float):
        return round(value)
    return value


def _number(day: date) -> int:
    return (day - DAY_ZERO).days


def _day(number: float) -> date:
    return DAY_ZERO + timedelta(days=int(number))
