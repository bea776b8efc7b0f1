"""`karn mail`: send what waits, and read what came back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput

mail = typer.Typer(help="Send what waits; read bounces and complaints.", no_args_is_help=True)
Data = Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")]

STOPS = {
    "quarantine": "Nothing was sent: this is a restored copy, kept apart until somebody releases it.",
    "stopped": "Sending stopped at the hourly cap: look at the outbox, and let it go on there.",
    "away": "The mail server cannot be reached; what waits is tried again.",
}


@mail.command()
def send(
    data: Data = None,
    most: Annotated[int, typer.Option(help="At most so many mails.", min=1)] = 1000,
) -> None:
    """Send what is due now. `karn serve` does so by itself."""
    prepare(data)
    from karn.apps.mailing.actions.sending import send_due  # noqa: PLC0415 (models exist only now)
    from karn.apps.mailing.models import State  # noqa: PLC0415

    sent = send_due(at=datetime.now(UTC), limit=most)
    told = [f"{count} {State(state).name.lower()}" for state, count in sorted(sent.counts.items()) if count]
    typer.echo(", ".join(told) or "Nothing was due.")
    if sent.stopped in STOPS:
        raise BadInput(STOPS[sent.stopped])


@mail.command()
def bounce(
    file: Annotated[Path | None, typer.Argument(help="A message, as it came; none: standard input.")] = None,
    data: Data = None,
) -> None:
    """Read a message that says what became of a mail (RFC 3464, RFC 5965), and keep what it says."""
    content = _content(file)
    prepare(data)
    from karn.apps.mailing.actions.returns import note_report  # noqa: PLC0415 (models exist only now)
    from karn.apps.mailing.rules.reports import read_report  # noqa: PLC0415

    report = read_report(content)
    if report is None:
        typer.echo("This is no bounce and no complaint: nothing is kept of it.")
        return
    found = note_report(report, way="file", at=datetime.now(UTC))
    typer.echo(f"A {report.kind}, kept." if found else "It is about no mail of ours: nothing is kept of it.")


@mail.command("new-key")
def new_key(
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    data: Data = None,
) -> None:
    """Where suppressions.key is lost for good: say what a new one costs; with --yes, make it."""
    prepare(data)
    from karn.apps.mailing.actions.key_renewals import renew_key  # noqa: PLC0415 (models exist only now)

    if not yes:
        _tell_cost()
        return
    done = renew_key(at=datetime.now(UTC))
    typer.echo(f"A new key is made. {done.kept:,} objections stand; {done.given_up:,} are given up.")
    typer.echo("Keep it apart from your backups: karn backup FOLDER --with-keys FILE.")


def _tell_cost() -> None:
    from karn.apps.mailing.queries import digests  # noqa: PLC0415 (models exist only now)

    if not digests.flaw_of_key():
        typer.echo("The key suppressions.key is there, and it is the right one: nothing is to be done.")
        return
    kept = digests.standing_among(digests.known_addresses())
    lost = digests.standing_count() - kept
    typer.echo("First look for the old key: in the file of keys that karn backup --with-keys wrote, or in an")
    typer.echo("older data folder. Put back as suppressions.key, nothing is lost.")
    typer.echo(f"A new key keeps {kept:,} objections, complaints and bounces: their addresses are known.")
    typer.echo(f"{lost:,} are given up for good: people who said no could get mail again. With --yes it is")
    typer.echo("done, and the audit log says so.")


def _content(file: Path | None) -> bytes:
    if file is None:
        return sys.stdin.buffer.read()
    if not file.is_file():
        raise BadInput("There is no file %(file)s.", file=str(file))
    return file.read_bytes()
