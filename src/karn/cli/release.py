"""`karn release`: let a restored copy send again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import folder_of, prepare


def release(
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    send_waiting: Annotated[
        bool, typer.Option("--send-waiting", help="Also send what waited when the backup was made.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Say what a restored copy would send; with --yes, release it from quarantine."""
    prepare(folder_of(data))
    from karn.apps.people.actions.quarantine import release_copy  # noqa: PLC0415 (models exist only now)

    if not yes:
        _tell_before()
        return
    for one in release_copy(by=None, send_waiting=send_waiting, at=datetime.now(UTC)):
        typer.echo(f"{one.name}: {one.count:,} {'leave now' if one.sent else 'set aside'}.")
    typer.echo("Released: what is sent from now on leaves.")


def _tell_before() -> None:
    from karn.apps.people.actions.quarantine import NOT_KEPT_APART  # noqa: PLC0415 (models exist only now)
    from karn.kernel.errors import BadInput  # noqa: PLC0415
    from karn.platform.quarantine import in_quarantine, outgoing_kinds  # noqa: PLC0415

    kept = in_quarantine()
    if kept is None:
        raise BadInput(NOT_KEPT_APART)
    since = f" since {kept.since:%Y-%m-%d %H:%M} UTC" if kept.since else ""
    typer.echo(f"In quarantine{since}, restored from {kept.backup or 'a backup'}.")
    for kind in outgoing_kinds():
        typer.echo(f"{kind.name}: {kind.waiting():,} wait.")
    typer.echo("The original may have sent them since. With --yes they are set aside, and new ones leave;")
    typer.echo("with --send-waiting they leave, too.")
