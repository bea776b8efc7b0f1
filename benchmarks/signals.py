"""A night of all signals over a made lake: `python -m benchmarks.signals [--customers 1000000] [--runs 1]`.

Ten events for each customer: 3 conversations, 3 invoices (each with a payment), 4 uses. Besides a price, a
contact, and few of the rest. Prints seconds of the whole look (opening included), of each signal, how many it
found, the process's peak memory, and the floor beside it: DuckDB grouping the same tables by customer once.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.machine import machine, versions
from benchmarks.made_lake import ROW_GROUP, MadeLake
from karn.engine.lake.shapes import as_stored, declared_schema
from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import Looker, tables_of
from karn.engine.tables import TABLES
from karn.engine.warehouses.duckdb import DuckDBWarehouse

SEED = 20261122
ON = date(2026, 3, 20)
DAYS = 730
FLOOR = "SELECT count(*) FROM (SELECT customer_id, count(*), max({day}) FROM {table} GROUP BY customer_id)"
FLOORS = {
    "conversations": "happened_day",
    "invoices": "due_day",
    "events": "happened_day",
    "prices": "starts_day",
    "contacts": "ends_day",
}


class Maker:
    """Makes the tables from a seed, column by column."""

    def __init__(self, customers: int) -> None:
        """Make as many customers."""
        self.random = np.random.default_rng(SEED)
        self.customers = customers
        self.ids = pa.array([f"c{number:08d}" for number in range(customers)])

    def owner(self, rows: int) -> pa.Array:
        """Return whose each row is: some have many, some few."""
        return self.ids.take(pa.array((self.random.beta(1, 1.3, rows) * self.customers).astype("int64")))

    def days(self, rows: int, back: int = DAYS) -> np.ndarray:
        """Return days within so many back."""
        end = np.datetime64(ON.isoformat())
        return end - self.random.integers(0, back, rows).astype("timedelta64[D]")

    def some(self, values: np.ndarray, share: float) -> pa.Array:
        """Return the values with only a share of them filled in."""
        return pa.array(values, mask=self.random.random(len(values)) > share)

    def pick(self, words: list[str], rows: int, weights: list[float]) -> pa.Array:
        """Return words by their weights."""
        chosen = self.random.choice(len(words), rows, p=weights)
        return pa.array(words).take(pa.array(chosen))

    def numbers(self, letter: str, rows: int) -> pa.Array:
        """Return ids of rows."""
        return pa.array(np.char.add(letter, np.arange(rows).astype("U9")))


def made_tables(make: Maker) -> dict[str, dict[str, object]]:
    """Return the columns of every table that is not empty."""
    n, noon = make.customers, np.timedelta64(12 * 3600, "s")
    said, billed = make.days(3 * n), make.days(3 * n)
    money = pa.array([Decimal(price) for price in ("19", "29", "49", "490")], pa.decimal128(18, 6))
    amount = money.take(pa.array(make.random.choice(4, 3 * n, p=[0.5, 0.3, 0.19, 0.01])))
    paid = billed + make.random.integers(5, 40, 3 * n).astype("timedelta64[D]")
    failed = make.random.random(3 * n) < 0.01
    starts = make.days(n)
    return {
        "prices": {
            "price_id": make.numbers("p", n),
            "subscription_id": make.numbers("s", n),
            "customer_id": make.ids,
            "starts_on": pa.array(starts),
            "state": pa.array(["active"] * n),
            "mrr": money.take(pa.array(make.random.choice(3, n))),
            "currency": pa.array(["EUR"] * n),
        },
        "conversations": {
            "conversation_id": make.numbers("t", 3 * n),
            "customer_id": make.owner(3 * n),
            "happened_at": pa.array((said + noon).astype("datetime64[us]")),
            "channel": make.pick(["mail", "call", "ticket", "meeting"], 3 * n, [0.6, 0.2, 0.15, 0.05]),
            "direction": make.pick(["in", "out"], 3 * n, [0.5, 0.5]),
            "bulk": pa.array(make.random.random(3 * n) < 0.3),
            "answered_at": make.some((said + np.timedelta64(2, "D") + noon).astype("datetime64[us]"), 0.45),
            "source": make.pick(["box", "desk"], 3 * n, [0.7, 0.3]),
            "subject": make.pick(["Login", "Invoice", "Slow"], 3 * n, [0.4, 0.3, 0.3]),
        },
        "invoices": {
            "invoice_id": make.numbers("i", 3 * n),
            "customer_id": make.owner(3 * n),
            "invoiced_on": pa.array(billed),
            "due_on": pa.array(billed + np.timedelta64(14, "D")),
            "amount": amount,
            "currency": pa.array(["EUR"] * (3 * n)),
            "source": pa.array(["books"] * (3 * n)),
        },
        "payments": {
            "payment_id": make.numbers("b", 3 * n),
            "invoice_id": make.numbers("i", 3 * n),
            "status": pa.array(np.where(failed, "failed", "paid")),
            "paid_on": pa.array(paid, mask=failed),
            "failed_on": pa.array(paid, mask=~failed),
            "source": pa.array(["books"] * (3 * n)),
        },
        "contacts": {
            "contact_id": make.numbers("k", n),
            "customer_id": make.owner(n),
            "name": make.numbers("Name ", n),
            "role": make.pick(["director", "buyer"], n, [0.4, 0.6]),
            "champion": pa.array(make.random.random(n) < 0.1),
            "ends_on": make.some(make.days(n), 0.05),
        },
        "events": {
            "event_id": make.numbers("e", 4 * n),
            "customer_id": make.owner(4 * n),
            "happened_at": pa.array((make.days(4 * n, 112) + noon).astype("datetime64[us]")),
            "name": pa.array(["login"] * (4 * n)),
        },
        "departures": {
            "departure_id": make.numbers("d", n // 50),
            "customer_id": make.owner(n // 50),
            "notice_on": pa.array(make.days(n // 50)),
            "kind": pa.array(["voluntary"] * (n // 50)),
        },
        "observations": {
            "observation_id": make.numbers("o", n // 100),
            "customer_id": make.owner(n // 100),
            "noticed_at": pa.array((make.days(n // 100) + noon).astype("datetime64[us]")),
            "kind": make.pick(["change", "competitor", "notice_terms"], n // 100, [0.6, 0.2, 0.2]),
        },
    }


def signals_lake(folder: Path, customers: int) -> MadeLake:
    """Return the lake; make it if it is not there."""
    home = folder / f"signals-{customers}"
    if not home.exists():
        home.mkdir(parents=True)
        for name, columns in made_tables(Maker(customers)).items():
            schema = declared_schema(TABLES[name])
            rows = len(next(iter(columns.values())))  # type: ignore[arg-type]
            arrays = [_column(columns, field, rows) for field in schema]
            batch = as_stored(pa.record_batch(arrays, schema=schema), TABLES[name], "UTC")
            pq.write_table(pa.Table.from_batches([batch]), home / f"{name}.parquet", row_group_size=ROW_GROUP)
    return MadeLake({path.stem: path for path in sorted(home.glob("*.parquet"))})


def _column(columns: dict[str, object], field: pa.Field, rows: int) -> pa.Array:
    if field.name not in columns:
        return pa.nulls(rows, field.type)
    return pa.array(columns[field.name]).cast(field.type)


def floor_seconds(lake: MadeLake, memory: str) -> float:
    """Group every large table by customer once."""
    begun = time.perf_counter()
    warehouse = DuckDBWarehouse(lake, memory_limit=memory, threads=2)
    with warehouse.use_numbered() as workspace:
        for table, day in FLOORS.items():
            warehouse.number(workspace, table)
            workspace.fetch(FLOOR.format(table=table, day=day))
    warehouse.close()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--memory", default="2000MB")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[1] / "bench-data")
    given = parser.parse_args()
    lake = signals_lake(given.data.resolve(), given.customers)
    print(f"{datetime.now(UTC):%-d %B %Y}; {machine()}; {versions('duckdb')}")
    floor = floor_seconds(lake, given.memory)
    begun, cpu = time.perf_counter(), time.process_time()
    with Looker(lake, on=ON, memory_limit=given.memory, threads=2) as looker:
        for code in SIGNALS:
            before = time.perf_counter()
            found = looker.find(code)
            print(f"{code:18} {time.perf_counter() - before:6.2f} s {len(found):9,} found", flush=True)
    wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pace = f"floor {floor:.1f} s ({wall / floor:.1f} x), peak {peak:.0f} MB"
    print(f"all {wall:.1f} s, {spent:.1f} s of CPU, {pace}")
    print(f"tables: {', '.join(sorted(tables_of(SIGNALS)))}")


if __name__ == "__main__":
    main()
