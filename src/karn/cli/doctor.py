"""`karn doctor`: what a person should know of this installation, and what to do."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import folder_of, start


def doctor(
    port: Annotated[int, typer.Option(help="The port of the pages.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Look at this installation; exit status 1 where something asks for attention."""
    start(folder_of(data))
    from karn.platform.upgrades import pending_migrations  # noqa: PLC0415 (Django is up only now)

    if behind := pending_migrations():
        typer.echo(f"look  migrations: {len(behind)} to run")
        typer.echo("      Back up, try karn upgrade --check, then start Karn anew: it runs them.")
        raise typer.Exit(1)
    from karn.apps.desk.queries.doctor import examine  # noqa: PLC0415 (models exist only now)

    asks = 0
    for one in examine(datetime.now(UTC)):
        asks += bool(one.advice)
        typer.echo(f"{'look' if one.advice else 'ok  '}  {one.code}: {one.told}")
        if one.advice:
            typer.echo(f"      {one.advice}")
    typer.echo(f"ok    port {port}: {'something answers there' if _answers(port) else 'free'}")
    raise typer.Exit(1 if asks else 0)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
