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


def _content(file: Path | None) -> bytes:
    if file is None:
        return sys.stdin.buffer.read()
    if not file.is_file():
        raise BadInput("There is no file %(file)s.", file=str(file))
    return file.read_bytes()
