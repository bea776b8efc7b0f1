"""Tiny lakes made of rows, and the golden fixture of the definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.tables import TABLES, Type
from karn.engine.warehouses.duckdb import ARROW_TYPES
from karn.kernel.period import Period

Rows = Sequence[Mapping[str, Any]]


@dataclass
class FakeLake:
    """A lake as far as the engine cares: the file of each table."""

    tables: dict[str, Path]


LakeMaker = Callable[..., FakeLake]

GOLDEN = """
1 2026-01-01 - 100
2 2026-01-01 2026-03-15 50
3 2026-01-01 2026-03-10 80
3 2026-03-10 - 60
4 2026-01-01 - 40
4 2026-03-20 - 20
5 2026-03-05 2026-03-25 30
6 2026-03-12 - 70
7 2026-01-01 2026-03-05 90
7 2026-03-28 - 90
8 2026-01-01 2026-04-01 25
9 2025-06-01 2026-02-10 10
9 2026-03-18 - 10
"""


def as_value(value: Any, kind: Type) -> Any:
    """Read a value written as text into what the column holds."""
    if value is None or value == "-":
        return None
    if kind is Type.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is Type.MONEY:
        return Decimal(str(value))
    return str(value) if kind in {Type.ID, Type.TEXT} else value


def write_table(folder: Path, name: str, rows: Rows) -> Path:
    """Write rows as the lake would: every declared column, further ones as text."""
    table = TABLES[name]
    columns = {
        column.name: pa.array(
            [as_value(row.get(column.name), column.type) for row in rows],
            ARROW_TYPES.get(column.type, pa.string()),
        )
        for column in table.columns
    }
    if name == "events":
        columns["happened_on"] = pa.array([row["happened_at"].date() for row in rows], pa.date32())
    further = {key for row in rows for key in row} - columns.keys()
    columns |= {key: pa.array([row.get(key) for row in rows], pa.string()) for key in sorted(further)}
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def subscriptions(text: str) -> list[dict[str, Any]]:
    """Read lines of `customer starts_on ends_on mrr [column=value …]` into subscription rows."""
    rows = []
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            customer, starts_on, ends_on, mrr, *further = line.split()
            row = {
                "subscription_id": f"s{number}",
                "customer_id": customer,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "mrr": mrr,
                "currency": "EUR",
            }
            rows.append(row | dict(pair.split("=") for pair in further))
    return rows


@pytest.fixture
def make_lake(tmp_path: Path) -> LakeMaker:
    """Return a maker of lakes: make_lake(subscriptions="…" or rows, customers=[…], …)."""
    made = 0

    def make(**tables: Any) -> FakeLake:
        nonlocal made
        made += 1
        folder = tmp_path / f"lake{made}"
        folder.mkdir()
        return FakeLake(
            {
                name: write_table(folder, name, subscriptions(rows) if isinstance(rows, str) else rows)
                for name, rows in tables.items()
            }
        )

    return make


@pytest.fixture
def golden(make_lake: LakeMaker) -> FakeLake:
    return make_lake(subscriptions=GOLDEN)


@pytest.fixture
def march() -> Period:
    return Period(date(2026, 3, 1), date(2026, 4, 1))
