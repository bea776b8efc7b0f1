"""`karn lake build`: a lake straight from files, for analysts without the web application."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from karn.kernel.errors import BadInput

if TYPE_CHECKING:
    from karn.engine.lake.folders import CheckedFile, Progress

lake = typer.Typer(help="Make a lake: the folder of Parquet that metrics read.", no_args_is_help=True)

SHOWN_REFUSALS = 20
HEADINGS = ("file", "line", "column", "value", "reason")
REASONS = {
    "missing": "must be filled in",
    "not_a_date": "is no date",
    "not_a_number": "is no number",
    "not_a_boolean": "is neither yes nor no",
    "not_a_currency": "is no currency code such as EUR",
    "not_a_choice": "is none of: {detail}",
    "not_an_email": "is no e-mail address",
    "too_long": "is longer than {detail} characters",
    "too_many_cells": "the row has {detail} cells more than there are headings",
    "ends_before_start": "is before the start, {detail}",
    "duplicate_id": "is another row about the same as line {detail}, with other content",
}


@lake.callback()
def choose() -> None:
    """Make a lake: the folder of Parquet that metrics read."""


@lake.command("build")
def build(
    source: Annotated[Path, typer.Option("--from", help="A folder with files named like the tables.")],
    out: Annotated[Path, typer.Option("--out", help="The lake to make; an old one there is replaced.")],
    zone: Annotated[str, typer.Option(help="Where dates are local.")] = "UTC",
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd; else found out.")] = None,
    decimal: Annotated[str | None, typer.Option(help="point or comma; else found out.")] = None,
    currency: Annotated[str | None, typer.Option(help="For files without a currency column.")] = None,
    settle_window: Annotated[
        int | None, typer.Option(help="A change within so many minutes of the start is part of the start.")
    ] = None,
    gap_tolerance: Annotated[
        int | None, typer.Option(help="An end and a restart within so many days are one subscription.")
    ] = None,
    stripe_forever_only: Annotated[
        bool,
        typer.Option("--stripe-forever-only", help="Only discounts without an end subtract, as at Stripe."),
    ] = False,
    grace_days: Annotated[int, typer.Option(help="How long a debt or an overdue pause still counts.")] = 30,
    skip_refused: Annotated[bool, typer.Option("--skip-refused", help="Build without refused rows.")] = False,
    refused: Annotated[
        Path | None, typer.Option(help="Where the list of refused rows goes; default beside the lake.")
    ] = None,
) -> None:
    """Build a lake from CSV or Parquet files. One refused row, and it is not made."""
    from karn.engine.lake.folders import Options, check_files, named_files, write_checked  # noqa: PLC0415
    from karn.engine.lake.states import StateRules  # noqa: PLC0415 — the engine loads when it is needed

    for option, number in (
        ("settle-window", settle_window),
        ("gap-tolerance", gap_tolerance),
        ("grace-days", grace_days),
    ):
        if number is not None and number < 0:
            raise BadInput(f"--{option} cannot be negative.")
    options = Options(
        zone,
        date_order,
        decimal,
        currency,
        stripe_forever_only,
        StateRules(grace_days, settle_window, gap_tolerance),
    )
    files, others = named_files(source)
    if others:
        _say(f"Not named like a table, left alone: {', '.join(others)}.")
    with TemporaryDirectory(prefix="karn-lake-") as scratch, _bar() as bar:
        checked = check_files(files, Path(scratch), options, bar)
        _report_unread(checked)
        _report_refused(checked, refused or out.with_name(f"{out.name}.refused.csv"), skip=skip_refused)
        write_checked(checked, out, options, bar)
    _say_done(checked, out)


@contextmanager
def _bar() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _say_done(files: Sequence[CheckedFile], out: Path) -> None:
    for file in files:
        checked = file.checked
        notes = [f"{checked.accepted:,} rows"]
        if checked.duplicates:
            notes.append(f"{checked.duplicates:,} exact repetitions left out")
        if checked.refused_rows:
            notes.append(f"{checked.refused_rows:,} refused rows left out")
        typer.echo(f"{file.table.name}: {', '.join(notes)}")
    typer.echo(f"The lake is in {out}.")


def _report_unread(files: Sequence[CheckedFile]) -> None:
    for file in files:
        if file.unread:
            _say(
                f"{file.source.name}: the table {file.table.name} has no column for "
                f"{', '.join(file.unread)}; left alone."
            )


def _report_refused(files: Sequence[CheckedFile], path: Path, *, skip: bool) -> None:
    """List refused rows on standard error and in `path`. Raises BadInput unless they may be skipped."""
    bad = [file for file in files if file.checked.refused_rows]
    if not bad:
        return
    _print_refused(bad)
    _write_refused(bad, path)
    count = sum(file.checked.refused_rows for file in bad)
    total = sum(file.checked.rows for file in files)
    told = f"{count:,} of {total:,} rows are refused (all of them: {path})"
    if not skip:
        raise BadInput(f"{told}; no lake was made. Mend them, or leave them out with --skip-refused.")
    _say(f"{told}; building without them.")


def _refusals(files: Sequence[CheckedFile]) -> Iterator[tuple[str, int, str, str, str]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 — the engine loads when it is needed

    for file in files:
        with pq.ParquetFile(file.checked.refused) as refused:
            for batch in refused.iter_batches():
                for row in batch.to_pylist():
                    reason = REASONS[row["code"]].format(detail=row["detail"])
                    yield file.source.name, row["line"], row["column"], row["value"], reason


def _print_refused(files: Sequence[CheckedFile]) -> None:
    table = Table(*HEADINGS, box=None, pad_edge=False)
    for number, row in enumerate(_refusals(files)):
        if number == SHOWN_REFUSALS:
            table.add_row("…", "", "", "", "")
            break
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(stderr=True).print(table)


def _write_refused(files: Sequence[CheckedFile], path: Path) -> None:
    from karn.platform.sheets import write_csv  # noqa: PLC0415 — only when something is refused

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(write_csv(_refusals(files), HEADINGS))
