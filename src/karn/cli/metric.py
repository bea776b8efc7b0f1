"""`karn metric`: one figure of a lake, as a table, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

if TYPE_CHECKING:
    from karn.engine.metrics.answer import Answer

FORMATS = ("table", "json", "csv")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for, before the lake is opened."""

    name: str
    lake: Path
    period: Period
    rows: bool
    options: dict[str, Any]


def metric(
    name: Annotated[str, typer.Argument(help="The metric; --list names them.")] = "",
    lake: Annotated[Path | None, typer.Option(help="The folder of the lake.")] = None,
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--to", help="First day after the period, YYYY-MM-DD.")] = "",
    mode: Annotated[
        list[str] | None, typer.Option(help="Another system's definition; can be given twice.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Break down by this column of customers.")] = None,
    currency: Annotated[str | None, typer.Option(help="Report in this currency.")] = None,
    every: Annotated[
        str | None, typer.Option(help="Cut the period: day, week, month, quarter or year.")
    ] = None,
    span: Annotated[
        int, typer.Option(help="Each period reaches this many intervals back; 12 months: trailing twelve.")
    ] = 1,
    interval: Annotated[str, typer.Option(help="Cohorts and elapsed time: day, week or month.")] = "month",
    week_start: Annotated[str, typer.Option(help="monday or sunday.")] = "monday",
    segment: Annotated[
        str | None,
        typer.Option(help="Only customers of this segment, by name or number, as they are today."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The data folder of the segment, in place of KARN_DATA.")
    ] = None,
    event: Annotated[str | None, typer.Option(help="Only events of this name.")] = None,
    margin: Annotated[str | None, typer.Option(help="Gross margin, 0 to 1, in place of the lake's.")] = None,
    winning_cost: Annotated[
        str | None, typer.Option(help="Cost of winning a customer, in place of the lake's.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL in place of the figures.")] = False,
    rows: Annotated[bool, typer.Option("--rows", help="Print the rows behind the figure.")] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Print the names of all metrics and their modes.")
    ] = False,
) -> None:
    """Compute one metric of a lake."""
    if listed:
        _print_list()
        return
    if form not in FORMATS:
        raise UnknownName("format", form, list(FORMATS))
    options: dict[str, Any] = {
        "modes": tuple(mode or ()),
        "by": by,
        "currency": currency,
        "every": every,
        "span": span,
        "interval": interval,
        "week_start": week_start,
        "event": event,
        "margin": _decimal("margin", margin),
        "winning_cost": _decimal("winning-cost", winning_cost),
    }
    if segment is not None:
        own_lake, options["customers"] = _of_segment(segment, data)
        lake = lake or own_lake
    elif data is not None:
        raise BadInput("--data is where a segment is found: it needs --segment.")
    answer = _ask(_wish(name, lake, start, end, rows=rows, options=options))
    sys.stdout.write(answer.sql) if sql else _print(answer, form)


def _wish(name: str, lake: Path | None, start: str, end: str, *, rows: bool, options: dict[str, Any]) -> Wish:
    from karn.engine import metric_named  # noqa: PLC0415 — the engine loads when a command needs it

    if not name:
        raise BadInput(
            "Which metric? For instance: karn metric arpa --lake LAKE --from 2026-03-01 --to 2026-04-01."
        )
    metric_named(name)
    if lake is None:
        raise BadInput("Which lake? Give its folder with --lake.")
    return Wish(name, lake, Period(_day("from", start), _day("to", end)), rows, options)


def _of_segment(name: str, data: Path | None) -> tuple[Path, frozenset[str]]:
    """Return the lake of the data folder, and the ids of a segment's customers as they are today."""
    prepare(data)
    from django.conf import settings  # noqa: PLC0415 (the database opens for a segment alone)

    from karn.apps.company.queries import current_company, local_day  # noqa: PLC0415
    from karn.apps.segments.queries import ids_in, segment_asked  # noqa: PLC0415

    today = local_day(datetime.now(UTC), current_company())
    numbers = ids_in(segment_asked(name, person=None), person=None, on=today)
    return settings.INSTALLATION.lake, frozenset(map(str, numbers))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--{option} needs a day written as 2026-03-01, not “{text}”.") from error


def _decimal(option: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise BadInput(f"--{option} needs a number such as 0.8, not “{text}”.") from error
    if not value.is_finite():
        raise BadInput(f"--{option} needs a number such as 0.8, not “{text}”.")
    return value


def _ask(wish: Wish) -> Answer:
    from karn.engine import open_lake, rows_behind, run_metric  # noqa: PLC0415 — loaded when needed

    with open_lake(wish.lake) as lake:
        ask = rows_behind if wish.rows else run_metric
        return ask(lake, wish.name, wish.period, **wish.options)


def _print(answer: Answer, form: str) -> None:
    if form == "json":
        sys.stdout.write(json.dumps(answer.to_json_dict(), ensure_ascii=False) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.arrow.column_names)
        writer.writerows(list(row.values()) for row in answer.rows())
    else:
        _print_table(answer.arrow.column_names, [list(row.values()) for row in answer.rows()])


def _print_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    cells = [list(names), *([("" if value is None else str(value)) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    for row in cells:
        sys.stdout.write(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        )


def _print_list() -> None:
    from karn.engine import METRICS  # noqa: PLC0415 — loaded when needed

    for name, found in METRICS.items():
        sys.stdout.write(f"{name}{'  modes: ' + ', '.join(found.modes) if found.modes else ''}\n")
