"""Rows in, rows out: every examples.yaml is run."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp

from karn.engine.metrics.catalogue import METRICS
from karn.engine.metrics.composer import compose
from karn.engine.metrics.request import Options, request_for
from karn.engine.run import Session
from karn.engine.tables import TABLES, Type
from karn.kernel.period import Period

FOLDER = next(iter(METRICS.values())).folder.parent
NUMBERS = {Type.MONEY, Type.NUMBER, Type.INTEGER}


def cases() -> list[tuple[str, dict]]:
    return [
        (path.parent.name, case)
        for path in sorted(FOLDER.glob("*/examples.yaml"))
        for case in yaml.safe_load(path.read_text())
    ]


def lines_of(text: str) -> list[dict[str, str | None]]:
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [
        {name: None if cell == "-" else cell for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


def rows_in(table: str, text: str) -> list[dict]:
    kinds = {column.name: column.type for column in TABLES[table].columns}
    numbers = count(1)
    rows = []
    for line in lines_of(text):
        number = next(numbers)
        row = {"subscription_id": f"s{number}", "event_id": f"e{number}", "currency": "EUR"} | line
        rows.append({name: typed(kinds[name], cell) for name, cell in row.items() if name in kinds})
    return rows


def typed(kind: Type, cell: str | None):
    if cell is None:
        return None
    readers = {
        Type.DATE: date.fromisoformat,
        Type.INSTANT: datetime.fromisoformat,
        Type.MONEY: Decimal,
        Type.NUMBER: float,
        Type.BOOLEAN: lambda text: text == "true",
    }
    return readers.get(kind, str)(cell)


def agrees(expected: str | None, value) -> bool:
    if expected == "*":
        return True
    if expected is None or value is None:
        return expected is None and value is None
    if isinstance(value, bool):
        return expected == str(value).lower()
    try:
        return abs(Fraction(expected) - Fraction(str(value))) < Fraction(1, 10**12)
    except ValueError:
        return expected == str(value)


@pytest.mark.parametrize(
    ("folder", "case"), cases(), ids=lambda value: value if isinstance(value, str) else value["case"]
)
def test_the_example_gives_the_rows_it_says(make_lake, folder, case):
    lake = make_lake(**{table: rows_in(table, text) for table, text in case["tables"].items()})
    expected = lines_of(case["rows"])
    rows = step_rows(lake, case) if "step" in case else metric_rows(lake, folder, case)
    shown = [{name: row[name] for name in expected[0]} for row in rows]
    assert len(shown) == len(expected), shown
    for wanted, row in zip(expected, shown, strict=True):
        assert all(agrees(wanted[name], row[name]) for name in wanted), (wanted, row)


def metric_rows(lake, name: str, case: dict) -> list[dict]:
    options = case.get("options", {})
    options |= {key: Decimal(options[key]) for key in ("margin", "winning_cost") if key in options}
    request = request_for(
        name, Period(case["from"], case["to"]), tuple(case.get("modes", ())), Options(**options)
    )
    with Session(lake) as session:
        return session.answer(request).rows()


def step_rows(lake, case: dict) -> list[dict]:
    """The rows of one step, ordered by all the columns the example shows."""
    text = compose(METRICS[case["metric"]]).until(case["step"]).text
    with Session(lake) as session:
        rows = session._workspace.fetch(text).to_pylist()
    names = list(lines_of(case["rows"])[0])
    return sorted(
        rows,
        key=lambda row: [
            str(row[name]) if not isinstance(row[name], Decimal) else row[name] for name in names
        ],
    )


def test_every_metric_has_examples():
    assert {path.parent.name for path in FOLDER.glob("*/examples.yaml")} == {*METRICS, "steps"}


def test_every_mode_has_an_example():
    shown = {(folder, mode) for folder, case in cases() for mode in case.get("modes", ())}
    without = {(m.name, mode) for m in METRICS.values() for mode in m.modes} - shown
    assert without == {
        ("mrr_movements", "gold"),
        ("gross_revenue_retention", "gold"),
        ("net_revenue_retention", "gold"),
        ("quick_ratio", "gold"),
        ("arpa", "gold"),
        ("activity_retention", "recurring"),
        ("churn_cost", "current_month"),
        ("departures_by_kind", "when_cancelled"),
    }


def test_every_file_declares_what_it_reads():
    for path in sorted(Path(FOLDER).rglob("*.sql")):
        heads = [line for line in path.read_text().splitlines() if line.startswith(("-- uses:", "-- reads:"))]
        declared = {
            name.strip() for line in heads for name in line.partition(":")[2].split(",") if name.strip()
        }
        found = {
            table.name for table in sqlglot.parse_one(path.read_text(), dialect="duckdb").find_all(exp.Table)
        }
        assert found == declared, path
