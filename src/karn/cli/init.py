"""`karn init`: a new installation: its company, and the first person who may log in."""

from __future__ import annotations

import secrets
import shlex
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import start
from karn.cli.steps import Steps
from karn.kernel.errors import BadInput
from karn.platform.program import called_as


def init(
    name: Annotated[str, typer.Option(prompt="Name of your company", help="The company's name.")],
    email: Annotated[str, typer.Option(prompt="Your e-mail address", help="With which you log in.")],
    person: Annotated[str, typer.Option(prompt="Your name", help="Your own name.")],
    trade: Annotated[
        str,
        typer.Option(
            help="agency, practice, subscription, shop or association: "
            "hides what such a company seldom needs; the company page shows it again."
        ),
    ] = "subscription",
    zone: Annotated[str, typer.Option(help="Time zone, like Europe/Stockholm.")] = "Europe/Amsterdam",
    currency: Annotated[str, typer.Option(help="The currency you report in, like EUR or SEK.")] = "EUR",
    language: Annotated[str, typer.Option(help="en, nl or sv.")] = "en",
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
    database: Annotated[
        str, typer.Option(help="sqlite, or postgres, which Karn then runs in the data folder.")
    ] = "",
) -> None:
    """Make a new installation: the company and its first administrator."""
    start(data, database)
    _make_tables()
    from django.conf import settings  # noqa: PLC0415 (Django is up only now)

    password = new_password()
    _create(
        {"name": name, "trade": trade, "zone": zone, "currency": currency.upper(), "language": language},
        {"email": email, "name": person, "password": password, "language": language},
    )
    typer.echo(f"{name} is set up in {settings.INSTALLATION.data}.")
    typer.echo(f"Log in with {email} and this password, shown once: {password}")
    program, where = called_as(), f" --data {shlex.quote(str(data))}" if data else ""
    typer.echo(f"Next: {program} import FILE --as customers{where}, or")
    typer.echo(f"{program} serve{where} and import on the page.")


def _make_tables() -> None:
    from karn.platform.upgrades import migrate, pending_migrations  # noqa: PLC0415 (Django is up only now)

    if pending_migrations():
        with Steps("Setting up Karn") as steps, steps.step("Making its tables") as tell:
            migrate(tell)


def new_password() -> str:
    """Return a password that nobody guesses: 16 letters and digits in groups of four."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"  # without those that look alike
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _create(company: dict[str, str], person: dict[str, str]) -> None:
    from django.conf import settings  # noqa: PLC0415 (Django is up only now)
    from django.db import transaction  # noqa: PLC0415

    from karn.apps.company.actions import create_company  # noqa: PLC0415
    from karn.apps.company.rules.trades import first_settings  # noqa: PLC0415
    from karn.apps.people.actions import create_person  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415

    if company["language"] not in dict(settings.LANGUAGES):
        raise BadInput(f"Karn does not speak “{company['language']}”. It speaks: en, nl, sv.")
    with transaction.atomic():
        create_company(**company, **first_settings(company["trade"], company["zone"]))
        create_person(role=Role.ADMINISTRATOR, **person)
