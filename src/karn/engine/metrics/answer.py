"""The answer to a request: Arrow inside, and the plain forms people and programs ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from math import isfinite
from typing import Any

import pyarrow as pa

from karn.kernel.errors import BadInput
from karn.kernel.period import Period

TWELVE_PLACES = Decimal("0.000000000001")
WIDE = Context(prec=60)
"""Ratios of any size keep their twelve places."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of one metric, with what they were made by.

    `arrow` has typed columns: counts as int64, money as decimal128(18, 6), ratios as double, days as
    date32. `sql` is the whole text that was run, `definition_sha256` its hash.
    """

    metric: str
    modes: tuple[str, ...]
    engine: str
    period: Period
    definition_sha256: str
    sql: str
    arrow: pa.Table

    def rows(self) -> list[dict[str, Any]]:
        """The rows ready for JSON: money and ratios as decimal strings, dates as ISO, unknown as None."""
        columns = [[plain(value) for value in column.to_pylist()] for column in self.arrow.columns]
        names = self.arrow.column_names
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    def pandas(self) -> Any:
        """The rows as a pandas DataFrame; raises BadInput where pandas is not installed."""
        with _installed("pandas"):
            return self.arrow.to_pandas()

    def polars(self) -> Any:
        """The rows as a polars DataFrame; raises BadInput where polars is not installed."""
        with _installed("polars"):
            import polars as pl  # noqa: PLC0415 — an analyst's own package, not one of Karn's

            return pl.from_arrow(self.arrow)

    def to_json_dict(self) -> dict[str, Any]:
        """The answer as `karn metric --format json` prints it."""
        return {
            "metric": self.metric,
            "modes": list(self.modes),
            "engine": self.engine,
            "from": self.period.starts_on.isoformat(),
            "to": self.period.ends_on.isoformat(),
            "definition_sha256": self.definition_sha256,
            "rows": self.rows(),
        }


@contextmanager
def _installed(package: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise BadInput("%(package)s is not installed: pip install %(package)s", package=package) from error


def plain(value: object) -> Any:
    """Return `value` as JSON can hold it without loss: decimals and doubles as plain decimal strings."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, float):
        return (
            plain_decimal(Decimal(repr(value)).quantize(TWELVE_PLACES, context=WIDE))
            if isfinite(value)
            else None
        )
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def plain_decimal(value: Decimal) -> str:
    """Write `value` without exponent and without needless zeros: 100, 0.5, 166.666667."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def labelled(
    rows: pa.Table, periods: Sequence[Period] | None, groups: Sequence[str | None] | None
) -> pa.Table:
    """Put `from`, `to` in place of period_no, `by_value` in place of by_no where asked; else drop them."""
    front: list[tuple[str, pa.Array]] = []
    if "period_no" in rows.column_names:
        numbers = rows.column("period_no").to_pylist()
        rows = rows.drop_columns(["period_no"])
        if periods is not None:
            front.append(("from", pa.array([periods[n - 1].starts_on for n in numbers], pa.date32())))
            front.append(("to", pa.array([periods[n - 1].ends_on for n in numbers], pa.date32())))
    if "by_no" in rows.column_names:
        numbers = rows.column("by_no").to_pylist()
        rows = rows.drop_columns(["by_no"])
        if groups is not None:
            front.append(("by_value", pa.array([groups[n] for n in numbers], pa.string())))
    for position, (name, column) in enumerate(front):
        rows = rows.add_column(position, name, column)
    return rows
