"""`karn tokens`: with which programs act for somebody through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput

tokens = typer.Typer(help="Tokens for programs: who they act for and what they may.", no_args_is_help=True)
Data = Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")]


@tokens.command()
def create(
    email: Annotated[str, typer.Argument(help="Whom it acts for: never more than this person may.")],
    scope: Annotated[list[str], typer.Option(help="What it may, for instance customers:read; repeat it.")],
    name: Annotated[str, typer.Option(help="What you call it, to know it again.")] = "karn tokens",
    days: Annotated[int, typer.Option(help="Good for so many days; 0 for no end.", min=0, max=3660)] = 0,
    data: Data = None,
) -> None:
    """Make a token and print it, this once."""
    prepare(data)
    from karn.apps.people.actions.tokens import create_token  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries import person_with_email  # noqa: PLC0415

    person, now = person_with_email(email), datetime.now(UTC)
    if person is None:
        raise BadInput(f"Nobody logs in with {email}.")
    ends = now + timedelta(days=days) if days else None
    _, secret = create_token(person=person, name=name, scopes=scope, by=None, at=now, expires_at=ends)
    typer.echo(secret)
    typer.echo("It is shown only now. Programs send it as: Authorization: Bearer …", err=True)


@tokens.command("list")
def list_all(data: Data = None) -> None:
    """Show all tokens: whose they are, what they may, and whether they are good."""
    prepare(data)
    from karn.apps.people.queries.tokens import all_tokens  # noqa: PLC0415 (models exist only now)

    for one in all_tokens(at=datetime.now(UTC)):
        token = one.token
        used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
        typer.echo(
            f"{token.pk:>4}  {token.prefix}…  {one.dead or 'good':<8} {token.person.email}  {token.name}"
            f"  ({' '.join(token.scopes)}; last used {used})"
        )


@tokens.command()
def revoke(
    number: Annotated[int, typer.Argument(help="Its number in `karn tokens list`.")], data: Data = None
) -> None:
    """End a token: at once and for good."""
    prepare(data)
    from karn.apps.people.actions.tokens import revoke_token  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries.tokens import token_numbered  # noqa: PLC0415

    token = token_numbered(number)
    if token is None:
        raise BadInput(f"There is no token {number}. See: karn tokens list")
    revoke_token(token, by=None, at=datetime.now(UTC))
    typer.echo(f"The token {token.name} is revoked.")
