"""`karn audit`: is the audit log as it was written, and what after a backup was restored?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import KarnError

audit = typer.Typer(help="The audit log: who saw or changed what.", no_args_is_help=True)

SAID = {
    "missing": "Entry %(number)s of the audit log is missing.",
    "changed": "Entry %(number)s of the audit log is not as it was written.",
    "cut": "The audit log is cut off: entry %(number)s and those after it are missing. "
    "Somebody removed them, or an older backup was restored: after a restore, run karn audit accept.",
    "forked": "Entry %(number)s of the audit log is not the one that was anchored: the log was cut, or an "
    "older backup restored, and went on from there. After a restore, run karn audit accept.",
    "unanchored": "Nothing anchors entry %(number)s of the audit log: was audit.anchor replaced?",
}


@audit.command()
def verify(
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Check every entry of the audit log; name the first bad one, with exit status 2."""
    prepare(data)
    from karn.apps.people.queries.audit import flaw_of_the_log, head_of_the_log  # noqa: PLC0415 (models)

    newest = head_of_the_log().number
    if (flaw := flaw_of_the_log()) is not None:
        raise KarnError(SAID[flaw.what], number=flaw.number)
    typer.echo(f"The audit log is whole: {newest:,} entries, each as it was written.")


@audit.command()
def accept(
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Anchor the audit log as it is, after a backup was restored; the log itself says that it was done."""
    prepare(data)
    from karn.apps.people.actions.audit import accept_log  # noqa: PLC0415 (needs Django)

    anchored, last = accept_log(at=datetime.now(UTC))
    typer.echo(
        f"Accepted: the log ends with entry {last:,} from before, where entry {anchored:,} was anchored. "
        f"Entry {last + 1:,} says so."
    )
