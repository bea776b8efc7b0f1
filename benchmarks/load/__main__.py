"""`python -m benchmarks.load`: pages under load with very many customers; writes docs/load.md."""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.load.asked import AIMS as ASKED_AIMS
from benchmarks.load.asked import answering
from benchmarks.load.made_company import EMAIL
from benchmarks.load.mailed import MAILS, mailing
from benchmarks.load.mailed import cell as mail_cell
from benchmarks.load.served import TURNS, ask, log_in, pages, peak_of_python, run_python, serving
from benchmarks.machine import machine, versions

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "load.md"
AIMS = {
    "customer list": (50, 250, 1.25),
    "customer page": (80, 200, 1.25),
    "my day": (0, 200, 1.25),
    "dashboard": (0, 200, 1.5),
    "cancel, opened": (100, 150, 1.1),
    **ASKED_AIMS,
}
"""Name → at least so many a second, p95 at most so many milliseconds at S, and so many times that at L."""
REBUILD = {"S": 10, "L": 90}
"""Seconds that the lake and all figures may take at most."""
TOOK = """
from karn.cli.installation import prepare
prepare()
from karn.apps.measures.models import Refresh
print(Refresh.objects.latest("id").took_ms)
"""
SIZES = {"S": 100_000, "L": 1_000_000}
AT_ONCE = 4

INTRO = """# Pages under load

*Written by `make load`; only what was measured.*

A made company ({sizes}; for each customer a contact and ten events), in {database}, `karn serve` as
everybody runs it, and the generator (wrk, {at_once} requests at once, {seconds} s each) on the same cores.
Each is asked in {turns} turns with connections of their own, which stay with the process that took them;
the rate is of all turns, the milliseconds are of the middle one. Every page is asked for as an
administrator, each view of a customer is written into the audit log. *rebuild* is the lake and all figures
anew, as the refresh itself tells; *refresh, whole* is `karn refresh` of a company that had none yet: the
rebuild, then signals, cases, lights, the list and the charts, with Python's start. *mail, sent* is
{mails:,} invitations from the outbox to a mail server on this machine, beside a bare loop over Python's
smtplib to the same server: each mail of Karn's is claimed, checked and settled in committed transactions,
so that none is ever sent twice.

{head}

| | aim | {columns} |
| --- | --- | {rules} |
"""


def measure(size: str, folder: Path, seconds: int) -> dict[str, dict[str, Any]]:
    """Make a company of `size`, rebuild its figures, and ask for its pages."""
    data = folder / size / "data"
    if not (data / "made").exists():
        shutil.rmtree(folder / size, ignore_errors=True)
        _say(f"{size}: making {SIZES[size]:,} customers")
        run_python(data, "-m", "benchmarks.load.made_company", str(SIZES[size]))
        (data / "made").touch()
        os.sync()  # what the making left to write is not what the rebuild takes
    _say(f"{size}: rebuilding")
    found: dict[str, dict[str, Any]] = _refreshed(data)
    cookie = log_in(data, EMAIL)
    with serving(data) as address:
        for name, paths in pages(address, SIZES[size], cookie).items():
            _say(f"{size}: {name}")
            for length in (3, seconds):  # the first time only warms up
                found[name] = ask(
                    address, paths, cookie=cookie, folder=folder, seconds=length, at_once=AT_ONCE
                )
        _say(f"{size}: surveys")
        found |= answering(data, address, folder, seconds, AT_ONCE)
    _say(f"{size}: mail")  # after serving, which sends what is due by itself
    found["mail, sent"] = mailing(data)
    return found


def _refreshed(data: Path) -> dict[str, dict[str, Any]]:
    begun = time.monotonic()
    peak_mb = peak_of_python(data, "-m", "karn", "refresh")
    whole = time.monotonic() - begun
    rebuild = int(run_python(data, "-c", TOOK)) / 1000
    return {
        "rebuild": {"seconds": rebuild, "peak_mb": peak_mb, "most": REBUILD},
        "refresh, whole": {"seconds": whole, "peak_mb": peak_mb, "most": {}},
    }


def _say(text: str) -> None:
    print(f"{text} …", file=sys.stderr, flush=True)


def cell(name: str, size: str, figures: dict[str, Any]) -> str:
    """Return what one measurement says, and whether it misses its aim."""
    if "peak_mb" in figures:
        missed = figures["seconds"] > figures["most"].get(size, math.inf)
        return f"{figures['seconds']:.1f} s, {figures['peak_mb']:,.0f} MB{', missed' * missed}"
    if "plain" in figures:
        return mail_cell(figures)
    told = f"{figures['requests'] / figures['seconds']:.0f}/s, p50 {figures['p50_ms']:.0f} ms, "
    told += f"p95 {figures['p95_ms']:.0f} ms"
    if figures["errors"]:
        told += f", {figures['errors']} errors"
    if name in AIMS:
        least, most, more = AIMS[name]
        wide = most if size == "S" else most * more
        told += ", missed" * (figures["p95_ms"] > wide or figures["requests"] / figures["seconds"] < least)
    return told


def aim(name: str) -> str:
    """Return what should hold."""
    if name == "rebuild":
        return "S ≤ 10 s; L ≤ 90 s, ≤ 2 GB"
    if name not in AIMS:
        return "–"
    least, most, more = AIMS[name]
    return f"{f'≥ {least}/s, ' * (least > 0)}p95 ≤ {most} ms; L ≤ {most * more:.0f} ms"


def page(sizes: list[str], folder: Path, seconds: int) -> str:
    """Measure everything and return the page."""
    head = "\n".join(
        f"- {line}"
        for line in (
            machine(),
            versions("django", "granian", "duckdb"),
            f"{datetime.now(UTC):%-d %B %Y}{commit()}",
        )
    )
    found = {size: measure(size, folder, seconds) for size in sizes}
    intro = INTRO.format(
        sizes=", ".join(f"{size} = {SIZES[size]:,} customers" for size in sizes),
        database=database(),
        at_once=AT_ONCE,
        turns=TURNS,
        seconds=seconds,
        mails=MAILS,
        head=head,
        columns=" | ".join(sizes),
        rules=" | ".join("---" for _ in sizes),
    )
    lines = [
        f"| {name} | {aim(name)} | {' | '.join(cell(name, size, found[size][name]) for size in sizes)} |"
        for name in found[sizes[0]]
    ]
    return intro + "\n".join(lines) + "\n"


def commit() -> str:
    """Return which state of the sources was measured; nothing where that is not known."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return ""
    asked = [git, "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    return f", commit {done.stdout.strip()}" if done.returncode == 0 else ""


def database() -> str:
    """Return what the pages read from."""
    import sqlite3  # noqa: PLC0415 (its version alone)

    return f"SQLite {sqlite3.sqlite_version}"


def main() -> None:
    """Read the options, measure, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=ROOT / "bench-data" / "load")
    parser.add_argument("--print", action="store_true", help="print the page, leave the file alone")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    text = page(options.sizes, options.folder.resolve(), options.seconds)
    print(text)
    if not options.print:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{error}") from None
