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
PANDAS, NUMBERED = "pandas", "numbered"
TOGETHER = tuple(name for name, metric in METRICS.items() if metric.table == "subscriptions")


def options_of(name: str, span: int) -> Options:
    """Cut into 36 months wherever the metric knows periods."""
    takes = METRICS[name].takes
    return Options(every="month" if "every" in takes else None, span=span if "span" in takes else 1)


def measured(name: str, lake: MadeLake, memory: str) -> Callable[[], object]:
    """Return what to time: floor, together, or a metric; :12 is trailing twelve.

    After `pandas:` the same figure in pandas, after `numbered:` with customers numbered first.
    """
    side, _, told = name.partition(":")
    if side in {PANDAS, NUMBERED}:
        return _in_pandas(told, lake, numbered=side == NUMBERED)
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


def _in_pandas(name: str, lake: MadeLake, *, numbered: bool) -> Callable[[], object]:
    # Imported here: at the top, Karn's peak memory would count pandas; later, pandas' time would.
    from benchmarks.figures_in_pandas.figures import figure, together  # noqa: PLC0415
    from benchmarks.figures_in_pandas.frames import Frames  # noqa: PLC0415

    if name == "together":
        return lambda: together(Frames(lake, numbered=numbered))
    return lambda: figure(name, Frames(lake, numbered=numbered))


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
