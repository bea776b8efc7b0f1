"""How early the signals see leavers, per true cause: `python -m benchmarks.causes > table.md`.

Each company is simulated, imported through the door and looked at every 15 days of its last 17 months, from
what was known on each day. A leaver counts as flagged where some signal put the customer at risk (to act
on this week or today) 30 to 120 days before the notice. A stayer is a customer and a day on which the
customer was looked at and gave no notice in the 120 days after it; flagged where some signal put it at risk
in a window of the same length, 30 to 120 days before that day.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.machine import machine, versions

ROOT = Path(__file__).resolve().parents[1]
UNTIL = date(2026, 11, 22)
AT_RISK = 2
STEP, NEAREST, FARTHEST = timedelta(days=15), timedelta(days=30), timedelta(days=120)
LOOKS = [UNTIL - STEP * number for number in range(34, 0, -1)]
FILES = ("customers", "contacts", "subscriptions", "payments", "orders", "conversations", "departures")
Counts = dict[str, list[int]]
STAYED = "(stayed)"


def counted(company: str, seed: int, folder: Path) -> dict[str, Counts]:
    """Simulate, import and look; return per cause, and per signal, how many there were and were flagged."""
    import os  # noqa: PLC0415

    os.environ["KARN_DATA"] = str(folder / "data")
    from karn.cli.installation import prepare  # noqa: PLC0415 (the data folder is chosen first)

    prepare(folder / "data")
    source_ids = _import(company, seed, folder)
    found, watched = _looks()
    left = _leavers(folder / "truth" / "truth.csv", source_ids)
    return _count(found, watched, left)


def _import(company: str, seed: int, folder: Path) -> dict[str, int]:
    from karn.apps.company.models import Company  # noqa: PLC0415
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.intake.actions.loads import Delivery, import_file  # noqa: PLC0415
    from karn.apps.intake.rules import Options  # noqa: PLC0415
    from karn.simulator.exports import write_exports  # noqa: PLC0415
    from karn.simulator.simulation import simulate  # noqa: PLC0415

    Company.objects.create(name=company, trade=company, zone="Europe/Amsterdam")
    write_exports(simulate(company, until=UNTIL, seed=seed), folder)
    for name in FILES:
        if (folder / f"{name}.csv").exists():
            options = Options(date_order="dmy")
            delivery = Delivery(path=folder / f"{name}.csv", target=name, source="made", options=options)
            import_file(delivery, at=datetime.now(UTC))
    return dict(Customer.objects.values_list("source_id", "pk"))


def _looks() -> tuple[dict[date, dict[str, set[int]]], dict[date, set[int]]]:
    from karn.apps.measures.exporters.gathering import gather  # noqa: PLC0415
    from karn.engine.signals.catalogue import SIGNALS  # noqa: PLC0415
    from karn.engine.signals.looking import Looker, tables_of  # noqa: PLC0415

    found: dict[date, dict[str, set[int]]] = {}
    watched: dict[date, set[int]] = {}
    with Looker(gather(tables_of(SIGNALS), zone="Europe/Amsterdam"), on=UNTIL) as looker:
        for day in LOOKS:
            looker.look_on(day)
            watched[day] = {int(number) for number in looker.watched()}
            found[day] = {
                code: {int(one.customer_id) for one in looker.find(code) if one.strength >= AT_RISK}
                for code in SIGNALS
            }
    return found, watched


def _leavers(truth: Path, source_ids: dict[str, int]) -> list[tuple[int, str, date]]:
    """Return who left, why in truth, and when notice came."""
    from karn.apps.contracts.models import Departure  # noqa: PLC0415

    notices = {one.source_id: one.notice_on or one.contract_ends_on for one in Departure.objects.all()}
    left = []
    with truth.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day = notices.get(row["departure_id"]) or date.fromisoformat(row["left_on"])
            left.append((source_ids[row["customer_id"]], row["true_cause"], day))
    return left


def _count(
    found: dict[date, dict[str, set[int]]], watched: dict[date, set[int]], left: list[tuple[int, str, date]]
) -> dict[str, Counts]:
    gone: dict[int, list[date]] = defaultdict(list)
    for number, _, day in left:
        gone[number].append(day)
    first = LOOKS[0] + FARTHEST
    cases = [(number, cause, day) for number, cause, day in left if first <= day < UNTIL]
    cases += [
        (number, STAYED, look)
        for look in LOOKS[8:-8:4]
        for number in watched[look]
        if not any(look - NEAREST <= day <= look + FARTHEST for day in gone[number])
    ]
    return _tally(found, cases)


def _tally(found: dict[date, dict[str, set[int]]], cases: list[tuple[int, str, date]]) -> dict[str, Counts]:
    """Count by cause, and by signal, those who were at risk in the window before their day."""
    from karn.apps.company.queries import current_company  # noqa: PLC0415
    from karn.apps.threats.signals.choices import first_rules  # noqa: PLC0415
    from karn.engine.signals.catalogue import SIGNALS  # noqa: PLC0415

    at_first = first_rules(current_company())
    causes: Counts = defaultdict(lambda: [0, 0, 0])
    signals: Counts = {code: [0, 0] for code in SIGNALS}
    for number, cause, day in cases:
        looks = [look for look in LOOKS if day - FARTHEST <= look <= day - NEAREST]
        by = {code for look in looks for code, ones in found[look].items() if number in ones}
        row = causes[cause]
        row[0], row[1], row[2] = row[0] + 1, row[1] + bool(by & at_first), row[2] + bool(by)
        for code in by:
            signals[code][cause == STAYED] += 1
    return {"causes": dict(causes), "signals": signals}


def pooled(company: str, seeds: list[int]) -> dict[str, Counts]:
    """Return the sum over the seeds, each counted in a process of its own."""
    total: dict[str, Counts] = {
        "causes": defaultdict(lambda: [0, 0, 0]),
        "signals": defaultdict(lambda: [0, 0]),
    }
    for seed in seeds:
        print(f"{company} {seed} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.causes", "--one", company, str(seed), folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        for part, rows in json.loads(done.stdout.splitlines()[-1]).items():
            for name, row in rows.items():
                total[part][name] = [one + other for one, other in zip(total[part][name], row, strict=True)]
    return total


def table(company: str, seeds: list[int]) -> str:
    """Return the table of one company."""
    told = pooled(company, seeds)
    causes = told["causes"]
    stayed = causes.pop(STAYED, [0, 0, 0])
    lines = [
        f"### {company}, seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}",
        "",
        "| true cause | leavers | flagged by the five | by all |",
        "| --- | --- | --- | --- |",
        *(_row(cause, row) for cause, row in sorted(causes.items())),
        _row("*stayers, customer-days*", stayed),
        "",
        "| signal | of leavers | of stayers |",
        "| --- | --- | --- |",
    ]  # fmt: skip
    leavers = sum(row[0] for row in causes.values())
    ordered = sorted(told["signals"].items(), key=lambda item: -item[1][0])
    lines += [
        f"| {code} | {_share(row[0], leavers)} | {_share(row[1], stayed[0])} |"
        for code, row in ordered
        if row[0] or row[1]
    ]
    return "\n".join(lines)


def _row(name: str, row: list[int]) -> str:
    return f"| {name} | {row[0]} | {_share(row[1], row[0])} | {_share(row[2], row[0])} |"


def _share(times: int, of: int) -> str:
    if of < 20:
        return f"{times} of {of}"
    return f"{times / of:.0%}"


def main() -> None:
    """Count, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=3)
    parser.add_argument("--seeds", type=int, default=10, help="of the small companies")
    given = parser.parse_args()
    if given.one:
        company, seed, folder = given.one
        print(json.dumps(counted(company, int(seed), Path(folder))))
        return
    print(f"{datetime.now(UTC):%-d %B %Y}; {machine()}; {versions('duckdb')}.\n")
    print(table("subscription", [7]), "\n")
    for company in ("agency", "practice"):
        print(table(company, list(range(1, given.seeds + 1))), "\n")


if __name__ == "__main__":
    main()
