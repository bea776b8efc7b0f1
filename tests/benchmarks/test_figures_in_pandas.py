"""The pandas side of the benchmark computes what Karn computes, or its times would mean nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.__main__ import METRIC_NAMES, TRAILING
from benchmarks.figures_in_pandas.figures import figure, together
from benchmarks.figures_in_pandas.frames import Frames
from benchmarks.made_lake import DAYS, PERIOD, MadeLake, made_lake
from benchmarks.one_measure import options_of

from karn.engine.metrics.request import request_for
from karn.engine.run import Session

ROWS = 3_000


def busy_lake(folder: Path) -> MadeLake:
    """Ten states for each of 300 customers: changes of price on the day the last one ends, equal swaps,
    gaps, ends and starts after the period, ends of known kind. The benchmark's own lake has few of these.
    """
    states = pq.read_table(made_lake(folder, ROWS).tables["subscriptions"])
    random = np.random.default_rng(7)
    per_customer = (300, 10)
    lengths = random.integers(1, 250, per_customer)
    gaps = np.where(random.random(per_customer) < 0.7, 0, random.integers(1, 90, per_customer))
    ends = np.cumsum(lengths + gaps, axis=1)
    starts = ends - lengths
    first = np.datetime64(PERIOD.starts_on.isoformat())
    endless = (random.random(per_customer) < 0.02) | (ends > DAYS + 400)
    kinds = np.array([None, None, "unknown", "voluntary", "term_ended", "payment_failure"])
    prices = pa.array([Decimal(price) for price in (10, 10, 10, 25, 60)], pa.decimal128(18, 6))
    columns = {
        "customer_id": pa.array([f"c{n:03d}" for n in np.arange(ROWS) // 10]),
        "starts_on": pa.array((first + starts.ravel()).astype("datetime64[D]")),
        "ends_on": pa.array((first + ends.ravel()).astype("datetime64[D]"), mask=endless.ravel()),
        "mrr": prices.take(pa.array(random.integers(0, 5, ROWS))),
        "end_kind": pa.array(np.where(endless.ravel(), None, random.choice(kinds, ROWS)), pa.string()),
    }
    for name, values in columns.items():
        states = states.set_column(states.column_names.index(name), name, values)
    path = folder / "busy.parquet"
    pq.write_table(states, path)
    return MadeLake({"subscriptions": path})


@pytest.fixture(scope="module", params=["made", "busy"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeLake:
    folder = tmp_path_factory.mktemp("bench")
    return made_lake(folder, ROWS) if request.param == "made" else busy_lake(folder)


@pytest.fixture(scope="module")
def frames(lake: MadeLake) -> Frames:
    return Frames(lake)


@pytest.fixture(scope="module")
def answers(lake: MadeLake) -> dict[str, pa.Table]:
    """Karn's answer to every line of the benchmark."""
    with Session(lake) as session:
        return {name: session.answer(asked(name)).arrow for name in [*METRIC_NAMES, *TRAILING]}


def asked(name: str) -> Any:
    metric, _, span = name.partition(":")
    return request_for(metric, PERIOD, (), options_of(metric, int(span or 1)))


def month_of(day: date) -> int:
    return 12 * (day.year - PERIOD.starts_on.year) + day.month


def karn_columns(arrow: pa.Table) -> dict[str, list[Any]]:
    """Karn's columns, with the last day of a period as its month and the first day of a cohort as its."""
    columns = arrow.to_pydict()
    if "to" in columns:
        del columns["from"]
        columns = {"month": [month_of(day) - 1 for day in columns.pop("to")], **columns}
    if "cohort" in columns:
        columns["cohort"] = [month_of(day) for day in columns["cohort"]]
    return columns


def as_floats(values: list[Any]) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]


@pytest.mark.parametrize("name", [*METRIC_NAMES, *TRAILING])
def test_pandas_computes_what_karn_computes(name: str, frames: Frames, answers: dict[str, pa.Table]) -> None:
    expected = karn_columns(answers[name])
    table = figure(name, frames)
    assert set(table.columns) == set(expected)
    assert len(table) == len(answers[name]) > 0
    for column, values in expected.items():
        own = table[column].tolist()
        if all(isinstance(value, (int, str)) for value in values):
            assert own == values, column
        else:
            assert own == pytest.approx(as_floats(values), rel=1e-9, abs=1e-6, nan_ok=True), column


def test_numbered_customers_and_shared_frames_change_nothing(lake: MadeLake, frames: Frames) -> None:
    shared = together(Frames(lake, numbered=True))
    assert list(shared) == METRIC_NAMES
    for name, table in shared.items():
        assert table.equals(figure(name, frames)), name


def test_the_busy_lake_has_what_the_made_one_lacks(tmp_path: Path) -> None:
    frames = Frames(busy_lake(tmp_path))
    movements = figure("mrr_movements", frames).groupby("movement")["customers"].sum()
    kinds = figure("departures_by_kind", frames).groupby("kind")["customers"].sum()
    assert (movements[["expansion", "reactivation", "contraction", "churn"]] > 100).all()
    assert (kinds[["voluntary", "payment_failure", "term_ended", "unknown"]] > 0).all()
    assert figure("scheduled_departures", frames)["customers"].item() > 0
    assert len(frames.daily) < frames.deltas.groupby(["customer", "day"]).ngroups
