"""A lake of a million price states over 36 months, made from a seed; written once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from karn.engine.tables import TABLES
from karn.engine.warehouses.duckdb import ARROW_TYPES
from karn.kernel.period import Period

SEED = 20260301
DAYS = 1096
PERIOD = Period(date(2023, 1, 1), date(2026, 1, 1))
PRICES = ("19", "29", "49", "99")
MEAN_DAYS = 400
ROW_GROUP = 122_880


@dataclass(frozen=True)
class MadeLake:
    """What the engine needs of a lake."""

    tables: dict[str, Path]


def made_lake(folder: Path, rows: int) -> MadeLake:
    """Return a lake of `rows` price states of 0.8 times as many customers; make it if it is not there.

    Each customer has one state, a fifth of the states are further ones of random customers. A state
    starts on a random day of the first 30 months and runs 400 days on average (geometric); what would
    run past the end is open.
    """
    path = folder / f"subscriptions-{rows}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(_subscriptions(rows), path, row_group_size=ROW_GROUP, compression="zstd")
    return MadeLake({"subscriptions": path})


def _subscriptions(rows: int) -> pa.Table:
    random = np.random.default_rng(SEED)
    customers = int(rows * 0.8)
    owner = np.concatenate([np.arange(customers), random.integers(0, customers, rows - customers)])
    random.shuffle(owner)
    starts = random.integers(0, 30 * 30, rows)
    ends = starts + random.geometric(1 / MEAN_DAYS, rows)
    first = np.datetime64(PERIOD.starts_on.isoformat())
    prices = pa.array([Decimal(price) for price in PRICES], pa.decimal128(18, 6))
    given = {
        "subscription_id": pa.array([f"s{n:08d}" for n in range(rows)]),
        "customer_id": pa.array([f"c{n:08d}" for n in owner]),
        "starts_on": pa.array((first + starts).astype("datetime64[D]")),
        "ends_on": pa.array((first + ends).astype("datetime64[D]"), mask=ends >= DAYS),
        "mrr": prices.take(pa.array(random.integers(0, len(PRICES), rows))),
        "currency": pa.array(["EUR"] * rows),
    }
    absent = {
        column.name: pa.nulls(rows, ARROW_TYPES.get(column.type, pa.string()))
        for column in TABLES["subscriptions"].columns
        if column.name not in given
    }
    return pa.table(given | absent)
