"""Promises, and how often customers want to be heard, as the signals read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

import pyarrow as pa
from django.utils import timezone

from karn.apps.care.queries.rhythm import segment_rhythms_of
from karn.apps.care.queries.rhythm_past import said_rhythms
from karn.apps.measures.exporters.statement import (
    DAY,
    HIDDEN,
    MOMENT,
    NUMBER,
    ROWS_A_BATCH,
    TEXT,
    WHOM,
    YES_NO,
    Statement,
)

# What was removed is not there: it was a mistake.

PROMISES = Statement(
    table="promises",
    schema=pa.schema(
        [
            ("promise_id", TEXT),
            ("customer_id", TEXT),
            ("due_on", DAY),
            ("settled_on", DAY),
            ("words", TEXT),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), CAST(t.due_on AS text),
               CAST(t.settled_on AS text), t.text, CAST(t.made_at AS text)
        FROM care_promise AS t
        WHERE t.due_on IS NOT NULL AND t.removed_at IS NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)


@dataclass(frozen=True)
class RhythmRows:
    """What customers said, since when; and today's members of segments that have a rhythm."""

    customers: Collection[int] | None = None
    table = "rhythms"
    schema = pa.schema(
        [
            ("rhythm_id", TEXT),
            ("customer_id", TEXT),
            ("days", NUMBER),
            ("own", YES_NO),
            ("known_at", MOMENT),
            ("ended_at", MOMENT),
        ]
    )

    def of(self, customers: Collection[int]) -> RhythmRows:
        """Return the rows of these customers."""
        return replace(self, customers=customers)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows, and an empty batch at the end, so that the columns are known."""
        rows = chain(self._said(), self._of_segments())
        while part := list(islice(rows, ROWS_A_BATCH)):
            columns = zip(*part, strict=True)
            arrays = [pa.array(values, kind.type) for values, kind in zip(columns, self.schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        yield pa.RecordBatch.from_pylist([], schema=self.schema)

    def _said(self) -> Iterator[tuple[Any, ...]]:
        for number, said in enumerate(said_rhythms(self.customers)):
            ended_at = said.ended_at and _utc(said.ended_at)
            yield f"own-{number}", str(said.customer), said.days, True, _utc(said.known_at), ended_at

    def _of_segments(self) -> Iterator[tuple[Any, ...]]:
        for number, rule in sorted(segment_rhythms_of(self.customers, on=timezone.localdate()).items()):
            yield f"segment-{number}", str(number), rule.days, False, _utc(rule.changed_at), None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


RHYTHMS = RhythmRows()
