"""Tables in memory, made of lines of text, as a lake would hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from karn.engine.lake.shapes import as_stored, declared_schema
from karn.engine.tables import TABLES, Type

Rows = list[dict[str, str | None]]
READERS: dict[Type, Callable[[str], Any]] = {
    Type.DATE: date.fromisoformat,
    Type.INSTANT: datetime.fromisoformat,
    Type.MONEY: Decimal,
    Type.NUMBER: float,
    Type.INTEGER: int,
    Type.BOOLEAN: lambda text: text == "true",
}


@dataclass
class Told:
    """Tables as a Looker takes them."""

    tables: dict[str, pa.Table]


def lines_of(text: str) -> Rows:
    """Read lines of cells below a line of headings; - is nothing."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [
        {name: None if cell == "-" else cell for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows of text as the lake's table of that name."""
    table = TABLES[name]
    columns = {
        column.name: [
            READERS.get(column.type, str)(row[column.name]) if row.get(column.name) is not None else None
            for row in rows
        ]
        for column in table.columns
    }
    schema = declared_schema(table)
    batch = pa.record_batch([pa.array(columns[field.name], field.type) for field in schema], schema=schema)
    return pa.Table.from_batches([as_stored(batch, table, "UTC")])


def told(tables: Mapping[str, str], paying: str = "") -> Told:
    """Return the tables of a case; who pays does so since 2024."""
    usual = {"currency": "EUR", "kind": "voluntary", "state": "active"}
    rows = {name: [usual | line for line in lines_of(text)] for name, text in tables.items()}
    prices = [
        {"price_id": f"p{one}", "subscription_id": f"s{one}", "customer_id": one, "starts_on": "2024-01-01"}
        | {"mrr": "100", "currency": "EUR", "state": "active"}
        for one in str(paying).split()
    ]
    if prices:
        rows["prices"] = [*rows.get("prices", []), *prices]
    return Told({name: table_of(name, its) for name, its in rows.items()})


@pytest.fixture
def tables() -> Callable[..., Told]:
    return told


@pytest.fixture
def lines() -> Callable[[str], Rows]:
    return lines_of


@pytest.fixture
def stored() -> Callable[..., pa.Table]:
    return table_of


@pytest.fixture(scope="session")
def rows_told() -> Callable[[Mapping[str, list[dict[str, Any]]]], Told]:
    return lambda rows: Told({name: table_of(name, its) for name, its in rows.items()})
