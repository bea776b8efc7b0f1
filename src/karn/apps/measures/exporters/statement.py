"""Streams one SELECT as Arrow batches: no model objects, a bounded number of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from django.db import connection

MONEY = pa.decimal128(18, 6)
ROWS_A_BATCH = 50_000

HIDDEN = "SELECT id FROM customers_customer WHERE deleted_at IS NOT NULL OR merged_into_id IS NOT NULL"
"""Customers of whom no figure speaks: those in the bin, and those who turned out to be somebody else."""


@dataclass(frozen=True)
class Statement:
    """A table of the lake that is one SELECT.

    The SELECT hands dates and amounts over as text (``CAST(… AS text)``), its columns in the order of
    `schema`: text is exact on every database, and Arrow turns a whole column at once into its type.
    """

    table: str
    schema: pa.Schema
    sql: str
    parameters: Sequence[Any] = field(default_factory=tuple)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows; a table without rows is one empty batch, so that its columns are known."""
        empty = True
        for rows in read_rows(self.sql, self.parameters):
            empty = False
            yield batch_of(list(zip(*rows, strict=True)), self.schema)
        if empty:
            yield batch_of([()] * len(self.schema), self.schema)


def read_rows(sql: str, parameters: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
    """Yield what `sql` selects, at most ROWS_A_BATCH rows at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(ROWS_A_BATCH):
            yield rows


def batch_of(columns: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Return `columns` as one batch of `schema`."""
    arrays = [_typed(values, kind.type) for values, kind in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _typed(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == MONEY or pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
