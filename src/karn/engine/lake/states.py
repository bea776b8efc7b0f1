"""Price states as the metrics expect them: what a pause, a debt and a quick change of mind come to.

METRICS.md: a pause is churn only once the resume date has passed by the grace period; past due counts
during the grace, then is involuntary churn at the end of it. The settle window and the gap tolerance
are ways in which other tools count; both are off unless asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from karn.engine.lake.shapes import local_dates

BATCH_ROWS = 50_000
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StateRules:
    """How price states are normalised.

    `grace_days`: how long a debt, or a pause after its resume date, still counts. `settle_window`: a change
    within so many minutes of the start of a customer's subscription collapses into the start.
    `gap_tolerance`: an end and a restart of the same customer within so many days are one subscription.
    """

    grace_days: int = 30
    settle_window: int | None = None
    gap_tolerance: int | None = None

    @property
    def looks_across_states(self) -> bool:
        """Say whether a customer's states must be seen together."""
        return bool(self.settle_window or self.gap_tolerance)


def normalise_states(
    batches: Iterable[pa.RecordBatch], zone: str, rules: StateRules
) -> Iterator[pa.RecordBatch]:
    """Yield the price states normalised by `rules`, with `starts_on` and `ends_on` as local dates in `zone`.

    The two may come in as dates or as instants in UTC.
    """
    if rules.settle_window:
        batches = _by_customer(
            batches, lambda states: settle(states, timedelta(minutes=rules.settle_window or 0))
        )
    batches = (_end_by_grace(_with_dates(batch, zone), rules.grace_days) for batch in batches)
    if rules.gap_tolerance:
        batches = _by_customer(
            batches, lambda states: bridge(states, timedelta(days=rules.gap_tolerance or 0))
        )
    return iter(batches)


def _with_dates(batch: pa.RecordBatch, zone: str) -> pa.RecordBatch:
    for name in ("starts_on", "ends_on"):
        if name in batch.schema.names and pa.types.is_timestamp(batch.column(name).type):
            batch = _replaced(batch, name, local_dates(batch.column(name), zone))
    return batch


def _replaced(batch: pa.RecordBatch, name: str, column: pa.Array) -> pa.RecordBatch:
    return batch.set_column(batch.schema.get_field_index(name), name, column)


def _end_by_grace(batch: pa.RecordBatch, grace_days: int) -> pa.RecordBatch:
    """End a pause by its resume date plus grace, and a debt by its first day plus grace.

    A state that ended earlier by itself keeps its end and the kind of it.
    """
    names = batch.schema.names
    if "paused_mrr" in names and "resumes_on" in names:
        resumes = pc.if_else(pc.is_valid(batch.column("paused_mrr")), batch.column("resumes_on"), None)
        batch, _ = _capped(batch, resumes, grace_days)
    if "past_due_since" in names:
        batch, cut = _capped(batch, batch.column("past_due_since"), grace_days)
        kinds = batch.column("end_kind") if "end_kind" in names else pa.nulls(batch.num_rows, pa.string())
        kinds = pc.if_else(cut, "payment_failure", kinds.cast(pa.string()))
        batch = (
            _replaced(batch, "end_kind", kinds)
            if "end_kind" in names
            else batch.append_column("end_kind", kinds)
        )
    return batch


def _capped(batch: pa.RecordBatch, since: pa.Array, days: int) -> tuple[pa.RecordBatch, pa.Array]:
    """Let no state outlive `since` plus `days`, nor end before it starts; also say which were cut."""
    ends, starts = batch.column("ends_on").cast(pa.date32()), batch.column("starts_on").cast(pa.date32())
    limit = pc.add(since.cast(pa.date32()).cast(pa.int32()), pa.scalar(days, pa.int32())).cast(pa.date32())
    limit = pc.if_else(pc.less(limit, starts), starts, limit)
    cut = pc.fill_null(
        pc.or_kleene(pc.less(limit, ends), pc.and_(pc.is_valid(limit), pc.is_null(ends))), False
    )
    return _replaced(batch, "ends_on", pc.if_else(cut, limit, ends)), cut


def _by_customer(
    batches: Iterable[pa.RecordBatch], change: Callable[[list[State]], list[State]]
) -> Iterator[pa.RecordBatch]:
    """Yield the states of each customer, oldest first, as `change` leaves them."""
    table = pa.Table.from_batches(batches).sort_by(
        [("customer_id", "ascending"), ("starts_on", "ascending"), ("subscription_id", "ascending")]
    )
    rows = (row for batch in table.to_batches(BATCH_ROWS) for row in batch.to_pylist())
    waiting: list[State] = []
    for _, states in groupby(rows, key=lambda row: row["customer_id"]):
        waiting.extend(change(list(states)))
        if len(waiting) >= BATCH_ROWS:
            yield pa.RecordBatch.from_pylist(waiting, table.schema)
            waiting = []
    yield pa.RecordBatch.from_pylist(waiting, table.schema)


def settle(states: Sequence[State], window: timedelta) -> list[State]:
    """Collapse changes soon after a customer starts into the start.

    `states` are one customer's, by `starts_on`. A start is a state before which he had none running. What
    begins within `window` of it begins with it; what ended within `window` never was.
    """
    kept: list[State] = []
    start = until = None
    for state in states:
        begins = state["starts_on"]
        ends = state["ends_on"] or type(begins).max
        if start is None or until is None or begins > until:
            start = begins
        elif begins - start <= window:
            begins = start
        until = max(until or ends, ends)
        if ends - start > window:
            kept.append({**state, "starts_on": begins})
    return kept


def bridge(states: Sequence[State], tolerance: timedelta) -> list[State]:
    """Join an end and a restart of the same customer within `tolerance`: the end moves to the restart.

    `states` are one customer's, by `starts_on`.
    """
    joined: list[State] = []
    until: date | None = None
    for state in states:
        if until is not None and until < state["starts_on"] <= until + tolerance:
            joined = [_moved(earlier, until, state["starts_on"]) for earlier in joined]
        joined.append(state)
        ends = state["ends_on"] or date.max
        until = max(until or ends, ends)
    return joined


def _moved(state: State, end: date, to: date) -> State:
    if state["ends_on"] != end:
        return state
    return {**state, "ends_on": to} | ({"end_kind": None} if "end_kind" in state else {})
