"""`karn people link`: a way back in for who forgot the password and finds no administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput

people = typer.Typer(help="Who may log in.", no_args_is_help=True)


@people.callback()
def _group() -> None:
    """Keep `link` a word of its own: there will be others."""


@people.command()
def link(
    email: Annotated[str, typer.Argument(help="With which they log in.")],
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
    reset: Annotated[
        bool, typer.Option("--reset-second-factor", help="Also forget their codes and passkeys.")
    ] = False,
) -> None:
    """Make a link with which somebody sets a new password: once, within seven days."""
    prepare(data)
    from karn.apps.people.actions.logins import make_link  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.actions.second_factors import reset_second_factor  # noqa: PLC0415
    from karn.apps.people.queries import person_with_email  # noqa: PLC0415

    person = person_with_email(email)
    if person is None:
        raise BadInput(f"Nobody logs in with {email}.")
    make = reset_second_factor if reset else make_link
    token = make(person, by=None, at=datetime.now(UTC))
    typer.echo(f"Where your Karn is served, open /welcome/{token}/ and set a password.")
    typer.echo("It works once, within 7 days, and is shown only now.")
