"""Hands tables to the engine without a lake: of a few customers, or of a company with few rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa

from karn.apps.measures.exporters.registry import exporters, rows_of
from karn.engine.lake.shapes import as_stored
from karn.engine.tables import table_named


@dataclass(frozen=True, slots=True)
class Gathered:
    """Tables as the engine reads them, in memory."""

    tables: Mapping[str, pa.Table]


def gather(names: Collection[str], *, zone: str, customers: Collection[int] | None = None) -> Gathered:
    """Read these tables from the database as they would stand in the lake, of these customers or of all.

    For few rows: what holds many is better read from the lake.
    """
    found = {}
    for exporter in exporters():
        if exporter.table in names:
            table = table_named(exporter.table)
            batches = [as_stored(batch, table, zone) for batch in rows_of(exporter, customers)]
            found[exporter.table] = pa.Table.from_batches(batches)
    return Gathered(found)
