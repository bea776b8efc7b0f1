"""`karn import`: a file through the door, from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput

if TYPE_CHECKING:
    from karn.apps.intake.actions.checks import Weighed
    from karn.apps.intake.actions.loads import Delivery
    from karn.apps.intake.models import Run

DATE_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = ("comma", "point")
SHOWN_REFUSALS = 10
_TELLING = {"date_order": "--date-order dmy", "decimal": "--decimal comma"}
"""What to add where a file can be read in two ways, for instance."""


def import_(
    file: Annotated[Path, typer.Argument(help="The file: CSV or Parquet.")],
    target: Annotated[
        str,
        typer.Option(
            "--as",
            help="What it holds: customers, contacts, subscriptions, payments, orders, conversations, "
            "departures or snapshot.",
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            help="The system it comes from; ids are unique within it. Needed where several are known; "
            "by default the only one that is, and “files” for the first file.",
        ),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="field=Heading, where the guess is wrong; more than once."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="field=value for all rows, where the file has no column."),
    ] = None,
    date_order: Annotated[
        str | None, typer.Option(help="dmy, mdy or ymd, where the file does not tell.")
    ] = None,
    decimal: Annotated[str | None, typer.Option(help="comma or point, where the file does not tell.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="For instance utf-8 or cp1252; found out by default.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="A snapshot's day, as 2026-11-22.")] = None,
    currency: Annotated[str | None, typer.Option(help="The currency, where the file does not say.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    refused: Annotated[Path | None, typer.Option(help="Write the refused rows to this CSV file.")] = None,
    batch: Annotated[int, typer.Option(help="Rows stored at a time.", min=1)] = 20_000,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Import a file: check all of it, then store it. Repeating it changes nothing."""
    mapping = _pairs("--map", map_)
    told = {
        "date_order": _one_of("--date-order", date_order, DATE_ORDERS),
        "decimal": _one_of("--decimal", decimal, DECIMALS),
        "encoding": encoding,
        "on": _day(on),
        "constants": _pairs("--set", set_) | ({"currency": currency} if currency else {}),
        "batch": batch,
    }
    prepare(data)
    _refuse_unknown(file, target)
    delivery = _delivery(path=file, target=target, source=_source(source), mapping=mapping, told=told)
    with _named_as_options():
        _weigh(delivery) if dry_run else _load(delivery, refused)


def _load(delivery: Delivery, refused: Path | None) -> None:
    from karn.apps.intake.actions.loads import import_file  # noqa: PLC0415 (models exist only now)

    now = datetime.now(UTC)
    with _progress_bar() as bar:
        task = bar.add_task("Checking the file", total=None)
        run = import_file(
            delivery,
            at=now,
            progress=lambda done, total: bar.update(
                task, description="Storing rows", completed=done, total=total
            ),
        )
    _print_counts(f"Imported {run.file_name}", {name: getattr(run, name) for name in run.COUNTS}, run.rows)
    _print_notes(run.notes)
    _warn_of_sources(run.elsewhere, run.rows, run.source)
    if run.refused:
        _print_refusals(run, is_written=refused is not None)
    if refused is not None:
        _write_refused(run, refused)
    if run.changed:
        typer.echo("The figures are of before: run “karn refresh” to bring them up to date.")
    else:
        typer.echo("Nothing was new: the figures stay as they are.")


def _weigh(delivery: Delivery) -> None:
    from karn.apps.intake.actions.loads import weigh_file  # noqa: PLC0415 (models exist only now)

    with _progress_bar() as bar:
        task = bar.add_task("Checking the file", total=None)
        weighed = weigh_file(
            delivery,
            at=datetime.now(UTC),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    counts = {
        name: getattr(weighed, name) for name in ("accepted", "updated", "unchanged", "duplicates", "refused")
    }
    _print_counts("What importing would do; nothing is stored", counts, weighed.rows)
    _print_notes(weighed.notes, ahead=True)
    _warn_of_sources(weighed.elsewhere, weighed.rows, delivery.source)
    _print_refusal_table(_shown(weighed))


def _print_counts(title: str, counts: dict[str, int], rows: int) -> None:
    words = {
        "accepted": "new",
        "updated": "changed",
        "unchanged": "already there",
        "duplicates": "twice in the file",
        "refused": "refused",
    }
    table = Table(title=escape(title), title_justify="left")
    table.add_column("rows")
    table.add_column("count", justify="right")
    for name, word in words.items():
        table.add_row(word, f"{counts[name]:,}")
    table.add_section()
    table.add_row("in the file", f"{rows:,}")
    Console().print(table)


def _print_notes(notes: dict[str, int], *, ahead: bool = False) -> None:
    from karn.apps.intake.rules import notes_in_words  # noqa: PLC0415 (Django is up only now)

    for line in notes_in_words(notes, ahead=ahead):
        typer.echo(line)


def _warn_of_sources(elsewhere: dict[str, int], rows: int, source: str) -> None:
    from karn.apps.intake.rules import warnings_of  # noqa: PLC0415 (Django is up only now)

    for line in warnings_of(elsewhere, rows, source):
        typer.echo(f"karn: {line} Are they the same customers? Then say --source.", err=True)


def _print_refusals(run: Run, *, is_written: bool) -> None:
    from karn.apps.intake.queries import refused_rows_of  # noqa: PLC0415 (models exist only now)
    from karn.apps.intake.rules import reason_of  # noqa: PLC0415

    rows = [
        (str(row.line), row.column, row.value, reason_of(row.code, row.detail))
        for row in refused_rows_of(run).filter(kept=False)[:SHOWN_REFUSALS]
    ]
    _print_refusal_table(rows)
    told = "One row was refused" if run.refused == 1 else f"{run.refused:,} rows were refused"
    where = (
        "" if is_written else f" All that were refused: --refused FILE.csv, or the page /imports/{run.pk}/."
    )
    typer.echo(f"{told}, the others are stored.{where}")


def _shown(weighed: Weighed) -> list[tuple[str, str, str, str]]:
    from karn.apps.intake.rules import reason_of  # noqa: PLC0415 (Django is up only now)

    return [
        (str(refusal.line), refusal.column, refusal.value, reason_of(refusal.code, refusal.detail))
        for refusal in weighed.first_refused[:SHOWN_REFUSALS]
    ]


def _print_refusal_table(rows: list[tuple[str, str, str, str]]) -> None:
    if not rows:
        return
    table = Table(title="The first refused rows", title_justify="left")
    for heading in ("line", "column", "value", "reason"):
        table.add_column(heading, justify="right" if heading == "line" else "left")
    for row in rows:
        table.add_row(*(escape(_printable(cell)) for cell in row))
    Console().print(table)


def _printable(text: str) -> str:
    """Return the text without what would steer a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)[:60]


def _write_refused(run: Run, path: Path) -> None:
    from karn.apps.intake.queries import refused_table  # noqa: PLC0415 (models exist only now)
    from karn.platform.sheets import write_csv  # noqa: PLC0415

    headings, rows = refused_table(run)
    with path.open("wb") as file:
        for piece in write_csv(rows, headings):
            file.write(piece)
    typer.echo(f"The refused rows are in {path}.")


def _delivery(*, told: dict[str, Any], **given: Any) -> Delivery:
    from karn.apps.intake.actions.loads import Delivery  # noqa: PLC0415 (Django is up only now)
    from karn.apps.intake.rules import Options  # noqa: PLC0415

    return Delivery(**given, options=Options(**told))


def _refuse_unknown(file: Path, target: str) -> None:
    """Say what is wrong with the file or the kind before asking anything else."""
    from karn.apps.intake.actions.loads import refuse_missing  # noqa: PLC0415 (models exist only now)
    from karn.apps.intake.targets.target import target_named  # noqa: PLC0415

    target_named(target)
    refuse_missing(file)


def _source(named: str | None) -> str:
    """Return the source: the named one, else the only one known. Guessing between several makes ghosts."""
    from karn.apps.intake.queries import known_sources  # noqa: PLC0415 (models exist only now)
    from karn.apps.intake.rules import DEFAULT_SOURCE  # noqa: PLC0415

    if named is not None:
        return named
    known = known_sources()
    if len(known) > 1:
        raise BadInput(f"Which source is this file from? Say --source; known are: {', '.join(known)}.")
    if known and known[0] != DEFAULT_SOURCE:
        typer.echo(f"Source: {known[0]}, the only one known; --source names another.", err=True)
    return known[0] if known else DEFAULT_SOURCE


@contextmanager
def _named_as_options() -> Iterator[None]:
    """Say which options fill the fields that are lacking, or tell how to read the others."""
    from karn.apps.intake.actions.descriptions import LackingFields, label_of  # noqa: PLC0415
    from karn.engine.readers.checks import ReadsTwoWays  # noqa: PLC0415

    try:
        yield
    except LackingFields as error:
        named = ", ".join(f"{name} ({label_of(name)})" for name in error.names)
        options = " ".join(f'--map {name}="…"' for name in error.names)
        constants = "".join(f' (or for all rows: --set {name}="…")' for name in error.constants)
        raise BadInput(
            f"The file has no column for {named}. Say which it is, with {options}{constants}. "
            f"Its columns: {', '.join(error.headings[:30])}."
        ) from None
    except ReadsTwoWays as error:
        raise BadInput(f"{error} For instance: {_TELLING[error.format]}") from None


def _progress_bar() -> Progress:
    """Return a bar on standard error, so that standard output holds the result alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise BadInput(f"{option} is written as {option} field=value, not “{text}”.")
        pairs[name.strip()] = value
    return pairs


def _one_of(option: str, value: str | None, known: tuple[str, ...]) -> str | None:
    if value is not None and value not in known:
        raise BadInput(f"{option} is {', '.join(known[:-1])} or {known[-1]}, not “{value}”.")
    return value


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"“{text}” is not a day: write it as 2026-11-22.") from None
