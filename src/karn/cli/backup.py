"""`karn backup`: everything Karn keeps, in one file, while others work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import folder_of, start
from karn.kernel.errors import BadInput
from karn.platform.program import called_as


def backup(
    to: Annotated[
        Path | None,
        typer.Argument(help="A folder, made if it is not there, or a file: its name ends in .zip."),
    ] = None,
    with_keys: Annotated[
        Path | None, typer.Option("--with-keys", help="Also write the keys, into this file: keep it apart.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(help="Then keep only so many in that folder: the newest.", min=1)
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Write a backup, checked, of the database and all files; the keys apart."""
    start(folder_of(data))  # no migration: before a new version changes anything, there is a backup
    from django.conf import settings  # noqa: PLC0415 (Django is up only now)

    from karn.platform.backups.contents import key_files  # noqa: PLC0415 (other commands start faster)
    from karn.platform.backups.nightly import NO_FOLDER  # noqa: PLC0415
    from karn.platform.backups.taking import (  # noqa: PLC0415
        make_backup,
        names_folder,
        remove_old_backups,
        write_keys,
    )

    folder: Path = settings.INSTALLATION.data
    usual: Path | None = settings.INSTALLATION.backups
    if to is None and usual is not None and not usual.is_dir():
        raise BadInput(NO_FOLDER)  # its disk may not be there: a folder made in its place would fill another
    to = to or usual
    if to is None:
        raise BadInput("Say where to: karn backup FOLDER, best on another disk (or set KARN_BACKUPS).")
    if keep and not names_folder(to):
        raise BadInput("--keep goes with a folder: say karn backup FOLDER --keep 14")
    if with_keys:
        write_keys(folder, with_keys)
        typer.echo(f"The keys are in {with_keys}. Keep that file elsewhere: who has both, has everything.")
    made = make_backup(folder, settings.DATABASES["default"], to, at=datetime.now(UTC))
    typer.echo(f"{made.file}: {made.rows:,} rows, {made.bytes:,} bytes, every part read back.")
    if keep:
        for old in remove_old_backups(to, keep=keep, of=folder):
            typer.echo(f"Deleted {old.name}.")
    if not with_keys and key_files(folder):
        typer.echo(f"The keys are not in it. Once, and kept elsewhere: {called_as()} backup --with-keys FILE")
