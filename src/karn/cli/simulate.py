"""`karn simulate`: make a company's exports, and the truth beside them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from karn.kernel.errors import BadInput


def simulate_company(
    company: Annotated[str, typer.Argument(help="agency, practice or subscription")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into; made if missing.")],
    seed: Annotated[int | None, typer.Option(help="Another seed, another company.")] = None,
    until: Annotated[
        str | None,
        typer.Option(
            help="The day it stops, as 2026-11-22; nothing on or after it has happened. Default today."
        ),
    ] = None,
    customers: Annotated[
        int | None, typer.Option(help="How many ever joined; default the company's own size.")
    ] = None,
) -> None:
    """Simulate a company and write its exports, with the truth about its leavers in truth/."""
    from karn.simulator.exports import write_exports  # noqa: PLC0415 (other commands start faster)
    from karn.simulator.simulation import SEED, simulate  # noqa: PLC0415

    day = _day_of(until) if until is not None else date.today()  # noqa: DTZ011 (the person's own calendar)
    with _progress_bar() as bar:
        task = bar.add_task("Simulating customers", total=None)
        made = simulate(
            company,
            seed=SEED if seed is None else seed,
            until=day,
            customers=customers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    paths = write_exports(made, out)
    counted = f"{len(made.books.customers)} customers up to {day}, {len(paths)} files"
    typer.echo(f"{made.profile.name}: {counted} in {out}.")


def _progress_bar() -> Progress:
    """Return a bar on standard error, so that standard output holds the result alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _day_of(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise BadInput(f"“{text}” is not a day: write it as 2026-11-22.") from None
