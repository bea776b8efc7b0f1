"""`make bench`: every subscription metric beside the floor and beside pandas; writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import machine, versions
from karn.engine.metrics.catalogue import METRICS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
Measure = dict[str, float]
MEGABYTES = 300
PANDAS_RUNS = 2

# Who fits is found by people, and made lakes have none of that: nothing to measure.
METRIC_NAMES = [
    name
    for name, metric in METRICS.items()
    if metric.table == "subscriptions" and name != "right_client_churn"
]
TRAILING = ["customer_churn:12", "gross_revenue_retention:12", "net_revenue_retention:12"]
TIMES_FASTER = 2.5
AIMS = {"mrr_movements": 3.0, "together": 20.0, **dict.fromkeys(TRAILING, 8.0)}


def measure(name: str, rows: int, folder: Path, runs: int, megabytes: int = MEGABYTES) -> Measure:
    """Run one measurement in a process of its own."""
    print(f"{name} ({rows:,} rows) …", file=sys.stderr, flush=True)
    command = [
        sys.executable,
        "-m",
        "benchmarks.one_measure",
        name,
        str(rows),
        str(folder),
        str(runs),
        str(megabytes),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    told: Measure = json.loads(done.stdout)
    return told


def measure_beside(name: str, rows: int, folder: Path, runs: int) -> tuple[Measure, Measure]:
    """Measure the floor and then `name`, so that both meet the same machine."""
    return measure("floor", rows, folder, runs), measure(name, rows, folder, runs)


def shown(name: str) -> str:
    """The name as the page has it."""
    return name.replace(":12", ", trailing 12 months")


def row_of(name: str, floor: Measure, own: Measure) -> str:
    """One line of the table: ratios, seconds, peak memory."""
    most = AIMS.get(name, 4.0)
    aim = f"≤ {most:g} ×{', missed' if round(own['wall'] / floor['wall'], 1) > most else ''}"
    ratios = f"{own['wall'] / floor['wall']:.1f} × | {own['cpu'] / floor['cpu']:.1f} ×"
    seconds = f"{own['wall']:.2f} s | {own['cpu']:.2f} s"
    return f"| {shown(name)} | {ratios} | {aim} | {seconds} | {own['peak_mb']:.0f} MB |"


def page(rows: int, folder: Path, runs: int, growth: int) -> str:
    """Measure everything and return the page."""
    head = "\n".join(
        f"- {line}"
        for line in (
            machine(),
            versions("duckdb", "pyarrow", "pandas", "sqlglot"),
            f"{datetime.now(UTC):%-d %B %Y}",
        )
    )
    intro = INTRO.format(megabytes=MEGABYTES, rows=rows, customers=int(rows * 0.8), runs=runs, head=head)
    lines = []
    for name in [*METRIC_NAMES, *TRAILING, "together"]:
        floor, own = measure_beside(name, rows, folder, runs)
        lines.append(row_of(name, floor, own))
    return "\n".join(
        [
            intro,
            *lines,
            "",
            *_pandas(rows, folder, runs),
            "",
            *_growth(rows, folder, growth),
            "",
        ]
    )


INTRO = """# Benchmarks

*Written by `make bench`; only what was measured.*

{rows:,} price states over 36 months of {customers:,} customers, in one Parquet file, made from a seed
(`benchmarks/made_lake.py`). Every metric gives 36 monthly periods (cohorts, survival and scheduled
departures: one period of 36 months). Each line ran in a process of its own, best of {runs} runs, DuckDB
limited to {megabytes} MB and two threads, right after the *floor*: DuckDB grouping the same file's change
rows by customer and month, nothing else. Ratios are to that floor. *CPU* counts both cores and is less
disturbed by other work on the machine. `together` is all of them in one session, process start not counted.

{head}

| metric | time | CPU | aim | time | CPU | peak memory |
| --- | --- | --- | --- | --- | --- | --- |"""


BESIDE_PANDAS = """## Beside pandas

The same figures in idiomatic pandas, in the same delta form (`benchmarks/figures_in_pandas/`; a test holds
both sides equal). *pandas* groups by the customers' ids as the file has them, text; *numbered* turns them
into integers first (`pandas.factorize`), which makes every later step cheaper. × is pandas over Karn.
Each in a process of its own, reading included, best of {runs}; `together` makes what figures share once.
*Peak* is memory. The aim is {aim:g} × pandas.

| metric | × pandas | CPU | × numbered | CPU | Karn | pandas | numbered | peak, Karn | pandas | numbered |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def _pandas(rows: int, folder: Path, runs: int) -> list[str]:
    runs = min(runs, PANDAS_RUNS)
    lines = [BESIDE_PANDAS.format(runs=runs, aim=TIMES_FASTER)]
    for name in [*METRIC_NAMES, *TRAILING, "together"]:
        own, *theirs = (measure(f"{side}{name}", rows, folder, runs) for side in ("", "pandas:", "numbered:"))
        lines.append(row_beside(name, own, theirs))
    return lines


def row_beside(name: str, own: Measure, theirs: list[Measure]) -> str:
    """One line of the table beside pandas: ratios of each of `theirs`, seconds, peak memories."""
    ratios = [f"{one[what] / own[what]:.1f} ×" for one in theirs for what in ("wall", "cpu")]
    if round(theirs[0]["wall"] / own["wall"], 1) < TIMES_FASTER:
        ratios[0] += ", missed"
    seconds = [f"{one['wall']:.2f} s" for one in (own, *theirs)]
    peaks = [f"{one['peak_mb']:.0f} MB" for one in (own, *theirs)]
    return f"| {' | '.join([shown(name), *ratios, *seconds, *peaks])} |"


def _growth(rows: int, folder: Path, growth: int) -> list[str]:
    if growth <= 1:
        return ["How cost grows with the number of rows was not measured in this run."]
    lines = [
        f"## {growth} times the rows",
        "",
        f"One run each. DuckDB may use {MEGABYTES} MB, and {growth} times that for {growth} times the rows:",
        "a metric that has too little memory says so and ends.",
        "",
        "| what | rows | time | CPU | peak memory |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in ("floor", "mrr_movements", "customer_churn:12"):
        for size in (rows, rows * growth):
            own = measure(name, size, folder, 1, MEGABYTES * size // rows)
            lines.append(
                f"| {name} | {size:,} | {own['wall']:.1f} s | {own['cpu']:.1f} s | {own['peak_mb']:.0f} MB |"
            )
    return lines


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--growth", type=int, default=10, help="how many times the rows; 1 leaves it out")
    parser.add_argument("--data", type=Path, default=ROOT / "bench-data")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    given.out.write_text(page(given.rows, given.data.resolve(), given.runs, given.growth), encoding="utf-8")
    print(f"Written to {given.out}.")


if __name__ == "__main__":
    main()
