"""`karn refresh`: make the figures anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput
from karn.platform.program import called_as

if TYPE_CHECKING:
    from karn.apps.measures.models import Refresh


def refresh(
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day the figures are for, as 2026-11-22. Default today.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Write the lake from the database, measure churn, and look who is at risk."""
    day = _day(as_of)
    prepare(data)
    _refuse_without_company()
    made = refresh_with_bar(day, datetime.now(UTC))
    typer.echo(f"The figures are for {made.as_of}.")


def _refuse_without_company() -> None:
    from karn.apps.company.queries import company_or_none  # noqa: PLC0415 (models exist only now)

    if company_or_none() is None:
        raise BadInput(
            f"Nothing is set up in this data folder yet. Begin with: {called_as()} init  "
            "(or say where it is with --data)"
        )


def refresh_with_bar(as_of: date | None, now: datetime) -> Refresh:
    """Make the figures anew behind a progress bar on standard error; `as_of` None is the company's today."""
    from karn.apps.company.queries import current_company, local_day  # noqa: PLC0415 (models exist only now)
    from karn.apps.desk.actions import refresh_everything  # noqa: PLC0415

    with _progress_bar() as bar:
        task = bar.add_task("Measuring", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(
                task, description=what.replace("_", " ").replace(".", ", "), completed=done, total=total
            )

        return refresh_everything(as_of=as_of or local_day(now, current_company()), at=now, progress=show)


def _progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"“{text}” is not a day: write it as 2026-11-22.") from None
