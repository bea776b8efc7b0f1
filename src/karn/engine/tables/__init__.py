"""The tables the engine reads: columns, types, units, grain. The only place that says so.

`docs/tables.md` is made from this folder. The import door uses the same :class:`Column`, so a file
that goes straight into a lake and a file that goes through the door are checked alike.
"""

from __future__ import annotations

from karn.engine.tables.of_metrics import DEPARTURE_KINDS, OF_METRICS
from karn.engine.tables.of_signals import OF_SIGNALS
from karn.engine.tables.table import Column, Table, Type
from karn.kernel.errors import UnknownName

__all__ = [
    "DEPARTURE_KINDS",
    "METRIC_TABLES",
    "TABLES",
    "Column",
    "Table",
    "Type",
    "table_named",
]

TABLES: dict[str, Table] = {table.name: table for table in (*OF_METRICS, *OF_SIGNALS)}

METRIC_TABLES = frozenset(table.name for table in OF_METRICS)
"""Those that figures read: the others are for signals."""


def table_named(name: str) -> Table:
    """Return the declared table `name`, or raise UnknownName."""
    if name not in TABLES:
        raise UnknownName("table", name, sorted(TABLES))
    return TABLES[name]
