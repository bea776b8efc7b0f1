"""Which tables of the lake an app fills. The entries are listed in `project/wiring.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

import pyarrow as pa


class Exporter(Protocol):
    """One table of the lake, read from the database."""

    @property
    def table(self) -> str:
        """The name of one of the engine's declared tables."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the table's rows, all batches with one schema, and at least one batch."""


_exporters: dict[str, Exporter] = {}


def register_exporter(exporter: Exporter) -> None:
    """Let `exporter` fill its table, in the order of registration. A later one for a table replaces it."""
    _exporters[exporter.table] = exporter


def rows_of(exporter: Exporter, customers: Collection[int] | None) -> Iterator[pa.RecordBatch]:
    """Yield an exporter's rows of these customers, where it can tell them apart, else all of them."""
    narrowed = getattr(exporter, "of", None)
    return exporter.batches() if customers is None or narrowed is None else narrowed(customers).batches()


def exporters() -> tuple[Exporter, ...]:
    """Return all exporters, in the order they are to run."""
    return tuple(_exporters.values())
