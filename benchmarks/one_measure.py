"""One measurement in a process of its own: `python -m benchmarks.one_measure NAME ROWS FOLDER RUNS MB`.

Prints JSON: wall seconds of the best of a few runs, CPU seconds of the same, and the process's peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures_in_pandas import customer_churn, movements
from benchmarks.made_lake import PERIOD, MadeLake, made_lake
from karn.engine.metrics.catalogue import METRICS
from karn.engine.metrics.request import Options, request_for
from karn.engine.run import Session

THREADS = 2
FLOOR = """
    SELECT count(*) AS groups, sum(held) AS held
    FROM (
        SELECT customer_id, 12 * year(day) + month(day) AS month, sum(held) AS held
        FROM (
            SELECT customer_id, starts_on AS day, mrr AS held FROM subscriptions
            UNION ALL
            SELECT customer_id, ends_on AS day, -mrr AS held FROM subscriptions WHERE ends_on IS NOT NULL
        ) AS deltas
        GROUP BY customer_id, month
    ) AS grouped
"""
PANDAS: dict[str, Callable[[MadeLake], object]] = {
    "pandas_movements": movements,
    "pandas_churn": customer_churn,
}
TOGETHER = tuple(name for name, metric in METRICS.items() if metric.table == "subscriptions")


def options_of(name: str, span: int) -> Options:
    """Cut into 36 months wherever the metric knows periods."""
    takes = METRICS[name].takes
    return Options(every="month" if "every" in takes else None, span=span if "span" in takes else 1)


def measured(name: str, lake: MadeLake, memory: str) -> Callable[[], object]:
    """Return what to time: floor, pandas_*, together, or a metric; :12 is trailing twelve."""
    if name in PANDAS:
        return lambda: PANDAS[name](lake)
    if name == "together":
        return lambda: _together(lake, memory)
    session = Session(lake, share=False, memory_limit=memory, threads=THREADS)
    if name == "floor":
        return lambda: session._workspace.fetch(FLOOR)
    metric, _, span = name.partition(":")
    request = request_for(metric, PERIOD, (), options_of(metric, int(span or 1)))
    return lambda: session.answer(request)


def _together(lake: MadeLake, memory: str) -> None:
    with Session(lake, memory_limit=memory, threads=THREADS) as session:
        for name in TOGETHER:
            session.answer(request_for(name, PERIOD, (), options_of(name, 1)))


def main(name: str, rows: int, folder: Path, runs: int, megabytes: int) -> None:
    """Measure and print."""
    work = measured(name, made_lake(folder, rows), f"{megabytes}MB")
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": min(walls), "cpu": min(cpus), "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
