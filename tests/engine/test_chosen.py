"""A lake narrowed to some customers: each figure is that of a lake with these customers alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine import METRICS, Session, rows_behind, run_metric
from karn.engine.lake import LakeWriter, open_lake
from karn.kernel.errors import BadInput
from karn.kernel.period import Period

QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))
MAIN = [name for name, metric in METRICS.items() if metric.table == "subscriptions"]


def lake_of(folder: Any, states: list[tuple[str, date, date | None, int]]) -> Any:
    """Build a lake of (customer, from, until, MRR)."""
    ids, starts, ends, amounts = zip(*states, strict=True)
    everybody = sorted(set(ids))
    tables = {
        "subscriptions": pa.table(
            {
                "subscription_id": [f"s{number}" for number in range(len(ids))],
                "customer_id": pa.array(ids, pa.string()),
                "starts_on": pa.array(starts, pa.date32()),
                "ends_on": pa.array(ends, pa.date32()),
                "mrr": pa.array([Decimal(amount) for amount in amounts], pa.decimal128(18, 6)),
                "currency": ["EUR"] * len(ids),
            }
        ),
        "customers": pa.table({"customer_id": everybody, "name": everybody}),
        "departures": pa.table(
            {
                "departure_id": [f"left {name}" for name in everybody],
                "customer_id": everybody,
                "notice_on": pa.array([date(2026, 2, 1)] * len(everybody), pa.date32()),
            }
        ),
    }
    with LakeWriter(folder, zone="UTC") as writer:
        for name, rows in tables.items():
            writer.write(name, rows)
        writer.commit()
    return open_lake(folder)


@st.composite
def contracts(draw: Any) -> list[tuple[str, date, date | None, int]]:
    states = []
    for number in range(draw(st.integers(2, 6))):
        start = draw(st.dates(date(2025, 11, 1), date(2026, 3, 31)))
        for _ in range(draw(st.integers(1, 3))):
            end = start + timedelta(days=draw(st.integers(1, 60)))
            is_open = draw(st.booleans())
            states.append(
                (f"c{number}", start, None if is_open else end, draw(st.sampled_from([10, 20, 30])))
            )
            if is_open:
                break
            start = end + timedelta(days=draw(st.integers(0, 20)))
    return states


def ledger(answer: Any) -> Counter[str]:
    return Counter({row["movement"]: Decimal(str(row["mrr"])) for row in answer.rows()})


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=contracts(), some=st.sets(st.sampled_from([f"c{number}" for number in range(6)])))
def test_some_customers_and_all_others_add_up_to_everybody(
    tmp_path_factory: Any, states: list[tuple[str, date, date | None, int]], some: set[str]
) -> None:
    lake = lake_of(tmp_path_factory.mktemp("lake"), states)
    others = {state[0] for state in states} - some
    ledgers, counts = [], []
    for chosen in (None, some, others):
        with Session(lake, customers=chosen) as session:
            ledgers.append(ledger(run_metric(lake, "mrr_movements", QUARTER, session=session)))
            counts.append(run_metric(lake, "customer_churn", QUARTER, session=session).rows()[0])
    whole, one, other = ledgers
    assert {name: one[name] + other[name] for name in whole} == dict(whole)
    for column in ("numerator", "denominator"):
        assert counts[1][column] + counts[2][column] == counts[0][column]


STATES = [
    ("1", date(2026, 1, 1), None, 100),
    ("2", date(2026, 1, 1), date(2026, 3, 15), 50),
    ("3", date(2025, 6, 1), date(2026, 2, 10), 70),
    ("'; --", date(2025, 6, 1), date(2026, 2, 20), 40),
]


@pytest.mark.parametrize("metric", MAIN)
def test_every_figure_is_that_of_these_customers_alone(tmp_path: Any, metric: str) -> None:
    some = {"1", "3", "'; --"}
    everybody = lake_of(tmp_path / "all", STATES)
    alone = lake_of(tmp_path / "some", [state for state in STATES if state[0] in some])
    for ask in (run_metric, rows_behind):
        asked = ask(everybody, metric, QUARTER, customers=some)
        assert asked.rows() == ask(alone, metric, QUARTER).rows()
        assert asked.sql == ask(everybody, metric, QUARTER).sql  # nothing of them stands in the text


def test_nobody_is_a_figure_without_a_value(tmp_path: Any) -> None:
    lake = lake_of(tmp_path / "lake", STATES)
    row = run_metric(lake, "customer_churn", QUARTER, customers=()).rows()[0]
    assert (row["denominator"], row["value"]) == (0, None)


def test_a_session_is_narrowed_when_it_begins(tmp_path: Any) -> None:
    lake = lake_of(tmp_path / "lake", STATES)
    with Session(lake, customers={"3"}) as session:
        assert run_metric(lake, "customer_churn", QUARTER, session=session).rows()[0]["denominator"] == 1
        with pytest.raises(BadInput, match="when it begins"):
            run_metric(lake, "customer_churn", QUARTER, session=session, customers={"2"})
