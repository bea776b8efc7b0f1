"""`karn verify`: is a data folder, or a backup, whole?"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from karn.cli.installation import folder_of, start
from karn.kernel.errors import BadInput, KarnError

if TYPE_CHECKING:
    from karn.platform.backups.archive import Manifest

Line = tuple[str, str, str]
"""A part, what it is where it is whole, and what is wrong with it."""


def verify(
    what: Annotated[
        Path | None, typer.Argument(help="A backup's file or a data folder; else that of KARN_DATA.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Look at everything, one line for each part; exit status 1 where one is bad."""
    lines = _backup(what) if what is not None and what.is_file() else _folder(what or data)
    bad = 0
    for part, told, flaw in lines:
        bad += bool(flaw)
        typer.echo(f"{'BAD ' if flaw else 'ok  '} {part}: {flaw or told}")
    raise typer.Exit(1 if bad else 0)


def _folder(data: Path | None) -> Iterator[Line]:
    start(folder_of(data))  # nothing is brought up to date: this only looks
    from karn.apps.desk.queries.checkup import check_everything  # noqa: PLC0415 (models exist only now)
    from karn.platform.upgrades import pending_migrations  # noqa: PLC0415

    if behind := pending_migrations():
        raise BadInput(
            f"The database is of an older Karn, {len(behind)} migrations behind: back it up, then run "
            "karn upgrade --check"
        )
    for one in check_everything():
        yield one.part, one.told, one.flaw


def _backup(file: Path) -> Iterator[Line]:
    from karn.platform.backups.archive import DATABASE, check_archive  # noqa: PLC0415 (faster start)

    try:
        manifest = check_archive(file)
    except KarnError as error:
        yield file.name, "", str(error)
        return
    made = f"{manifest.at:%Y-%m-%d %H:%M} UTC by Karn {manifest.version}"
    yield file.name, f"{len(manifest.files):,} files, each as it was written, made {made}", ""
    for name in manifest.files:
        if name.startswith(f"{DATABASE}/"):
            yield name, *_database(file, name, manifest)


def _database(file: Path, name: str, manifest: Manifest) -> tuple[str, str]:
    """Unpack a database of the backup and look into it; return what it is, or what is wrong."""
    from zipfile import ZipFile  # noqa: PLC0415 (other commands start faster)

    from karn.platform.backups.snapshots import dump_flaw, sqlite_flaw  # noqa: PLC0415

    folder = Path(
        tempfile.mkdtemp(prefix="karn-verify-", dir=file.absolute().parent if _writable(file) else None)
    )
    try:
        with ZipFile(file) as packed, packed.open(name) as member, (folder / "database").open("wb") as to:
            shutil.copyfileobj(member, to, 1 << 20)
        look = sqlite_flaw if name.endswith(".sqlite3") else dump_flaw
        told = "whole" if Path(name).stem == "exits" else f"{manifest.rows:,} rows, whole"
        return told, look(folder / "database")
    finally:
        shutil.rmtree(folder)


def _writable(file: Path) -> bool:
    return os.access(file.absolute().parent, os.W_OK)
