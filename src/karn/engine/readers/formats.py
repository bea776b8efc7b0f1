"""How dates and numbers are written in a file: decided per column, from all of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import duckdb

from karn.engine.readers.uploads import Upload
from karn.engine.readers.workbench import open_workbench, parquet
from karn.engine.tables import Column, Table, Type
from karn.kernel.errors import BadInput

DateOrder = Literal["ymd", "dmy", "mdy"]
DecimalMark = Literal["point", "comma"]
DATE_ORDERS: tuple[str, ...] = get_args(DateOrder)
DECIMAL_MARKS: tuple[str, ...] = get_args(DecimalMark)
DATES = (Type.DATE, Type.INSTANT)
NUMBERS = (Type.MONEY, Type.NUMBER, Type.INTEGER)
# More than one odd value in twenty is no slip of the hand but a file with two orders in it.
TOLERATED = 0.05

# Distinct beginnings first: a column of dates has few, and only those are looked at closely.
DATE_COUNTS = """
    SELECT sum(rows) FILTER (first > 12 AND second <= 12),
           sum(rows) FILTER (second > 12 AND first <= 12),
           sum(rows) FILTER (first <= 12 AND second <= 12 AND first <> second),
           sum(rows) FILTER (first = second),
           sum(rows) > 0 AND sum(rows) = sum(rows) FILTER (length(head) = 5 AND days BETWEEN 20000 AND 60000)
    FROM (
        SELECT rows, head, try_cast(head AS INTEGER) AS days,
               CASE WHEN parts.sign = '.' THEN 13 ELSE try_cast(parts.first AS INTEGER) END AS first,
               CASE WHEN parts.sign = '.' THEN 1 ELSE try_cast(parts.second AS INTEGER) END AS second
        FROM (SELECT rows, head, day_and_month(head) AS parts
              FROM (SELECT left(meant({column}), 11) AS head, count(*) AS rows FROM {source} GROUP BY head)
              WHERE head IS NOT NULL))
"""
# Likewise the distinct shapes of numbers.
NUMBER_COUNTS = """
    SELECT sum(rows) FILTER (tells_comma(shape)),
           sum(rows) FILTER (tells_point(shape)),
           sum(rows) FILTER (regexp_matches(shape, '[0-9][.,][0-9]'))
    FROM (SELECT plain_signs(shape) AS shape, rows
          FROM (SELECT number_shape({column}) AS shape, count(*) AS rows FROM {source} GROUP BY shape))
"""


@dataclass(frozen=True, slots=True)
class Formats:
    """Per field: the order of its dates, the decimal mark of its numbers. None = cannot be told.

    A date order is `ymd` (also: only unmistakable dates), `dmy`, `mdy`, or `serial`: Excel's days.
    """

    date_order: Mapping[str, str | None]
    decimal: Mapping[str, str | None]

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """The fields somebody must decide about."""
        return tuple(
            name for found in (self.date_order, self.decimal) for name, kind in found.items() if kind is None
        )


def sniff_formats(
    upload: Upload,
    columns: Table | Sequence[Column],
    mapping: Mapping[str, str],
    *,
    date_order: str | None = None,
    decimal: str | None = None,
) -> Formats:
    """Find out how the mapped fields that are dates and numbers are written.

    `date_order` and `decimal` decide where given. A column that does not tell by itself follows the
    file's other columns when those agree. Raises BadInput when a column mixes two orders.
    """
    declared = columns.columns if isinstance(columns, Table) else columns
    with open_workbench(upload.path.parent) as bench:
        return formats_in(bench, upload, declared, mapping, date_order=date_order, decimal=decimal)


def formats_in(
    bench: duckdb.DuckDBPyConnection,
    upload: Upload,
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    *,
    date_order: str | None,
    decimal: str | None,
) -> Formats:
    """Do what :func:`sniff_formats` says on a workbench that is open already."""
    check_choice("date order", date_order, DATE_ORDERS)
    check_choice("decimal mark", decimal, DECIMAL_MARKS)
    mapped = {column.name: column.type for column in columns if mapping.get(column.name) in upload.columns}
    orders = {
        name: date_order_of(bench, upload, mapping[name], date_order)
        for name, kind in mapped.items()
        if kind in DATES
    }
    marks = {
        name: decimal_of(bench, upload, mapping[name], decimal)
        for name, kind in mapped.items()
        if kind in NUMBERS
    }
    return Formats(_agreed(orders, ("dmy", "mdy")), _agreed(marks, DECIMAL_MARKS))


def check_choice(kind: str, value: str | None, known: tuple[str, ...]) -> None:
    """Raise BadInput when `value` is given and not one of `known`."""
    if value is not None and value not in known:
        raise BadInput(
            "There is no %(kind)s “%(value)s”. Use %(known)s.", kind=kind, value=value, known=", ".join(known)
        )


def date_order_of(
    bench: duckdb.DuckDBPyConnection, upload: Upload, heading: str, wanted: str | None
) -> str | None:
    """Return the order of one column's dates; `wanted`, if given, unless they are Excel's days."""
    day_first, month_first, open_, same, serial = _counts(bench, DATE_COUNTS, upload, heading)
    if serial:
        return "serial"
    if wanted:
        return wanted
    if min(day_first, month_first) > TOLERATED * (day_first + month_first):
        raise BadInput(
            "Column “%(heading)s” writes some dates day first (%(day_first)s) and some month first "
            "(%(month_first)s): make them one order.",
            heading=heading,
            day_first=day_first,
            month_first=month_first,
        )
    if day_first or month_first:
        return "dmy" if day_first > month_first else "mdy"
    if open_:
        return None
    # 03-03-2026 reads the same both ways, but has to be read one way.
    return "" if same else "ymd"


def decimal_of(
    bench: duckdb.DuckDBPyConnection, upload: Upload, heading: str, wanted: str | None
) -> str | None:
    """Return one column's decimal mark; `wanted`, if given, unless the file has typed numbers."""
    if heading in upload.typed:
        return "point"
    if wanted:
        return wanted
    comma, point, marked = _counts(bench, NUMBER_COUNTS, upload, heading)
    if comma or point:
        return "comma" if comma > point else "point"
    return None if marked else ""


def _counts(bench: duckdb.DuckDBPyConnection, text: str, upload: Upload, heading: str) -> tuple[int, ...]:
    statement = text.format(column=upload.raw_column(heading), source=parquet(upload.path))
    counts = bench.execute(statement).fetchone()
    # Over nothing but empty cells DuckDB 2 counts NULL.
    return tuple(count or 0 for count in counts or ())


def _agreed(found: dict[str, str | None], telling: tuple[str, ...]) -> dict[str, str | None]:
    """Let columns that cannot tell (None), or need not (`""`), follow the others when those agree."""
    told = {kind for kind in found.values() if kind in telling}
    common = told.pop() if len(told) == 1 else None
    instead = {None: common, "": common or telling[0]}
    return {name: instead.get(kind, kind) for name, kind in found.items()}
