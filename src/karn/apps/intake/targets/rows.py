"""One batch of checked rows, column by column, as the values a database takes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell that cannot be used: its line in the file, heading, value, reason code and detail."""

    line: int
    column: str
    value: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a target needs to know besides the rows.

    `given` are the fields the file or the options fill; `headings` what they are called in the file;
    `on` is a snapshot's date; `others` are the other sources from which customers are known; `by` is the
    id of who brought the file.
    """

    source: str
    at: datetime
    zone: ZoneInfo
    currency: str
    given: frozenset[str]
    headings: dict[str, str]
    on: date | None = None
    others: tuple[str, ...] = ()
    by: int | None = None

    def heading(self, name: str) -> str:
        """Return what the file calls the field `name`."""
        return self.headings.get(name, name)

    @property
    def parameters(self) -> dict[str, Any]:
        """The values that the statements name."""
        return {"source": self.source, "at": self.at, "currency": self.currency, "by": self.by}


@dataclass(slots=True)
class Rows:
    """The batch: `columns` by field, each a list of equal length; `lines` of the file beside them."""

    lines: list[int]
    columns: dict[str, list[Any]]
    refusals: list[Refusal] = field(default_factory=list)
    left_out: list[Refusal] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> list[Any]:
        """Return the values of the field `name`; all None when the file has no such column."""
        return self.columns.get(name) or [None] * len(self.lines)

    def refuse(self, refusals: Iterable[tuple[int, Refusal]]) -> None:
        """Take out the rows at the given positions, and keep why."""
        found = list(refusals)
        if not found:
            return
        self.refusals += [refusal for _, refusal in found]
        gone = {position for position, _ in found}
        kept = [position for position in range(len(self.lines)) if position not in gone]
        self.lines = [self.lines[position] for position in kept]
        for name, values in self.columns.items():
            self.columns[name] = [values[position] for position in kept]

    def leave_out(self, name: str, bad: Iterable[int], code: str, context: Context) -> None:
        """Empty the field `name` at the `bad` positions, and keep why; the rows stay."""
        values = self.columns[name] = list(self.columns[name])
        for position in bad:
            self.left_out.append(self._refusal(position, context.heading(name), values[position], code))
            values[position] = None

    def refuse_longer(self, name: str, characters: int, context: Context) -> None:
        """Take out the rows whose text in the field `name` has more than `characters`."""
        if max(map(len, filter(None, self.columns.get(name, ()))), default=0) > characters:
            self.refuse_where(
                name, lambda value: len(value) > characters, "too_long", str(characters), context
            )

    def refuse_where(
        self, name: str, is_bad: Callable[[Any], bool], code: str, detail: str, context: Context
    ) -> None:
        """Take out the rows whose filled field `name` `is_bad`."""
        values = self.column(name)
        bad = {value for value in set(values) if value is not None and is_bad(value)}
        self.refuse(
            (position, self._refusal(position, context.heading(name), value, code, detail))
            for position, value in enumerate(values if bad else ())
            if value in bad
        )

    def _refusal(self, position: int, heading: str, value: object, code: str, detail: str = "") -> Refusal:
        return Refusal(self.lines[position], heading, str(value)[:SHOWN_CHARACTERS], code, detail)


def rows_of(batch: pa.RecordBatch) -> Rows:
    """Return the batch as plain values: dates, instants and amounts as text that any database reads."""
    columns = {name: _values(batch.column(name)) for name in batch.schema.names}
    return Rows(columns.pop("line"), columns)


def _values(column: pa.Array) -> list[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        text = pc.cast(column.cast(pa.timestamp("us")), pa.string())
        column = pc.replace_substring_regex(text, pattern=r"\.000000$", replacement="")
    elif pa.types.is_date(kind) or pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    return values


def instants_of(days: Sequence[str | None], context: Context) -> list[str]:
    """Return when something dated by local day was known: that day's midnight in UTC.

    Never later than the import itself; the import's time where there is no day.
    """
    latest = instant_text(context.at)
    known = {day: min(midnight(day, context.zone), latest) if day else latest for day in set(days)}
    return [known[day] for day in days]


def instant_text(at: datetime) -> str:
    """Return an instant as the database keeps it: UTC, no zone, no idle microseconds."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


@functools.lru_cache(maxsize=50_000)
def midnight(day: str, zone: ZoneInfo) -> str:
    """Return the first instant of the local `day` in `zone`, in UTC."""
    return instant_text(datetime.combine(date.fromisoformat(day), time(), tzinfo=zone))
