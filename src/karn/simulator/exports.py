"""Write a simulation as the files a company would export, and the truth beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Any

from karn.kernel.durable import write_bytes_durably
from karn.simulator import rows
from karn.simulator.dialects import DUTCH, ENGLISH, ISO_DAY, ZONED, Dialect
from karn.simulator.readme import readme_text
from karn.simulator.simulation import Simulation

UNWRITTEN = ("attempt",)
BROKEN_MOMENTS = ("2026-02-30T10:15:00+01:00", "31/13/2025 14:00", "vorige week dinsdag")


ROWS: dict[str, type] = {
    "customers": rows.Customer,
    "contacts": rows.Contact,
    "subscriptions": rows.Subscription,
    "payments": rows.Payment,
    "conversations": rows.Conversation,
    "orders": rows.Order,
    "departures": rows.Departure,
    "hours": rows.Hours,
    "people": rows.Employee,
}
# The agency's and the practice's customers and invoices come out of Dutch programs, the rest does not.
DIALECTS: dict[str, dict[str, Dialect]] = {
    "agency": dict.fromkeys(("customers", "contacts", "payments", "orders", "hours"), DUTCH),
    "practice": dict.fromkeys(("customers", "payments"), DUTCH),
    "subscription": {"conversations": ZONED},
}


def write_exports(simulation: Simulation, folder: Path) -> list[Path]:
    """Write every file of the simulation into `folder` (made if missing); return their paths in order.

    Files that are there already are replaced. A file without rows (orders of a company that has
    none) is not written.
    """
    contents = {name: content for name, content in _contents(simulation).items() if content}
    for name, content in contents.items():
        write_bytes_durably(folder / name, content.encode("utf-8"))
    return [folder / name for name in contents]


def _contents(simulation: Simulation) -> dict[str, str]:
    books = simulation.books
    contents = {f"{name}.csv": _export(simulation, name) for name in ROWS}
    contents["company.json"] = json.dumps(asdict(simulation.profile), indent=2, ensure_ascii=False) + "\n"
    contents["notes.csv"] = _notes(simulation)
    contents["README.txt"] = readme_text(simulation)
    contents["truth/truth.csv"] = _table(TRUTH_HEADINGS, (_truth(row) for row in books.truths))
    contents["truth/states.csv"] = _table(STATE_HEADINGS, (_state(row) for row in books.states))
    return contents


def _export(simulation: Simulation, name: str) -> str:
    """Return one export's text; empty when there is nothing to export."""
    records = getattr(simulation.books, name)
    if not records:
        return ""
    dialect = DIALECTS[simulation.company].get(name, ENGLISH)
    columns = [field.name for field in fields(ROWS[name]) if field.name not in UNWRITTEN]
    lines = _lines(records, columns, dialect)
    if simulation.company == "subscription" and name == "conversations":
        lines += _broken(lines, columns.index("happened_at"), columns.index("answered_at"))
    return _table([dialect.heading(column) for column in columns], lines, dialect.delimiter)


def _broken(lines: Sequence[list[object]], happened_at: int, answered_at: int) -> list[list[object]]:
    """Return three rows with an impossible moment, as copies of earlier ones under numbers of their own."""
    broken = []
    for number, moment in zip(count(1), BROKEN_MOMENTS):
        line = list(lines[number * len(lines) // 4])
        line[0], line[happened_at], line[answered_at] = f"G9{number:05d}", moment, ""
        broken.append(line)
    return broken


def _lines(records: Sequence[object], columns: list[str], dialect: Dialect) -> list[list[object]]:
    """Return the rows as lists; only columns that the CSV writer would not write right are converted."""
    values_of = attrgetter(*columns)
    writers = {columns.index(name): write for name, write in _writers(columns, dialect).items()}
    lines = []
    for record in records:
        line = list(values_of(record))
        for index, write in writers.items():
            if line[index] is not None:
                line[index] = write(line[index])
        lines.append(line)
    return lines


def _writers(columns: Sequence[str], dialect: Dialect) -> dict[str, Callable[[Any], str]]:
    """Return the function that writes a column's values, for the columns that need one."""
    writers: dict[str, Callable[[Any], str]] = {
        "amount": dialect.money,
        "hours": dialect.money,
        "rate": dialect.money,
        "kind": dialect.word,
        "status": dialect.word,
        "champion": dialect.flag,
        "bulk": dialect.flag,
        "happened_at": dialect.moment,
        "answered_at": dialect.moment,
    }
    if dialect.day != ISO_DAY:
        writers |= dict.fromkeys(("joined_on", "starts_on", "ends_on", "invoiced_on", "due_on"), dialect.date)
        writers |= dict.fromkeys(("paid_on", "failed_on", "ordered_on", "worked_on"), dialect.date)
    return {column: write for column, write in writers.items() if column in columns}


def _table(headings: Sequence[str], lines: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(lines)
    return text.getvalue()


def _notes(simulation: Simulation) -> str:
    """Return what people wrote down; no export of another program, so in Karn's own words."""
    columns = [field.name for field in fields(rows.Note)]
    lines = _lines(simulation.books.notes, columns, ENGLISH)
    return _table(columns, lines) if lines else ""


TRUTH_HEADINGS = ("customer_id", "left_on", "true_cause", "stated_reason", "hidden", "departure_id")
STATE_HEADINGS = ("customer_id", "month", "starts_on", "hazard", "states", "left")


def _truth(row: rows.Truth) -> tuple[str, ...]:
    flag = ENGLISH.flag(row.hidden)
    left_on = row.left_on.isoformat()
    return (row.customer_id, left_on, row.true_cause, row.stated_reason, flag, row.departure.departure_id)


def _state(row: rows.StateMonth) -> tuple[str, ...]:
    day = row.starts_on.isoformat()
    return (row.customer_id, day[:7], day, f"{row.hazard:.6f}", row.states, ENGLISH.flag(row.left))
