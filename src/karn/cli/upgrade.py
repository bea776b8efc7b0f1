"""`karn upgrade`: bring the database up to date; with --check, try that on a copy first."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from karn.cli.installation import folder_of, start
from karn.kernel.errors import KarnError

if TYPE_CHECKING:
    from karn.platform.backups.sums import Sum


def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Only try it, on a copy of the database.")] = False,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
) -> None:
    """Run the migrations this version brings; with --check on a copy, and compare the rows."""
    folder = folder_of(data)
    if check:
        _check(folder)
        return
    start(folder)
    from karn.platform.upgrades import migrate, pending_migrations  # noqa: PLC0415 (Django is up only now)

    behind = pending_migrations()
    if behind:
        migrate()
    typer.echo(f"{len(behind):,} migrations done." if behind else "The database is up to date.")


def _check(data: Path) -> None:
    from karn.platform.backups.sums import changed_tables, table_sums  # noqa: PLC0415 (faster start)

    with _copied(data) as copy:
        start(copy.folder, copy.chosen)
        from karn.platform.upgrades import pending_migrations  # noqa: PLC0415 (Django is up only now)

        behind = pending_migrations()
        before = table_sums(copy.database)
        began = time.monotonic()
        _migrate_copy(behind)
        took = time.monotonic() - began
        after = table_sums(copy.database, like=before)
        left = pending_migrations()
    if left:
        raise KarnError("%(name)s was not run.", name=left[0])
    _tell(behind, took, before, changed_tables(before, after))


def _migrate_copy(behind: list[str]) -> None:
    from karn.platform.upgrades import migrate  # noqa: PLC0415 (Django is up only now)

    try:
        migrate()
    except Exception as error:
        raise KarnError(
            f"The upgrade would fail ({', '.join(behind)}): {error}. Nothing was changed: stay with the "
            "version you have, and tell its makers."
        ) from error


def _tell(behind: list[str], took: float, before: Mapping[str, Sum], changed: list[str]) -> None:
    for name in behind:
        typer.echo(f"would run  {name}")
    rows = sum(told.rows for told in before.values())
    typer.echo(f"Tried on a copy of {rows:,} rows: {len(behind)} migrations in {took:.1f} s.")
    own = [table for table in changed if not table.startswith("django_") and table != "auth_permission"]
    if own:
        typer.echo(f"Changed by the migrations, as they are meant to or not: {', '.join(own)}")
    else:
        typer.echo("Every row that was there is there after it, value for value.")


class _Copy:
    """A copy of a database: in which folder, how it is chosen, and Django's settings of it."""

    def __init__(self, folder: Path, chosen: str, database: Mapping[str, Any]) -> None:
        self.folder, self.chosen, self.database = folder, chosen, database


@contextmanager
def _copied(data: Path) -> Iterator[_Copy]:
    """Copy the database into a folder in the data folder, thrown away at the end or by the next check."""
    from karn.platform.backups.contents import key_files  # noqa: PLC0415 (other commands start faster)
    from karn.platform.backups.snapshots import (  # noqa: PLC0415
        EXIT_FILES,
        SQLITE,
        put_back,
        take_snapshot,
        vendor_of,
    )
    from karn.platform.databases import (  # noqa: PLC0415
        database_settings,
        exits_settings,
        is_there,
        make_missing,
        stop_own_server,
    )
    from karn.platform.locks import hold  # noqa: PLC0415

    folder = data / ".upgrade"
    with hold(data / "upgrade.lock", otherwise="An upgrade is being tried already."):
        if folder.exists():
            stop_own_server(folder)
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            source = database_settings(os.environ.get("KARN_DATABASE", ""), data)
            taken = take_snapshot(source, folder / "snapshot")
            for key in key_files(data):
                shutil.copy(key, folder / key.name)
            chosen = "sqlite" if vendor_of(source) == SQLITE else "postgres"
            database = database_settings(chosen, folder)
            put_back(database, taken.file)
            if is_there(exits_settings(source, data), source):
                beside = take_snapshot(exits_settings(source, data), folder / "snapshot", EXIT_FILES)
                make_missing(exits_settings(database, folder), database)
                put_back(exits_settings(database, folder), beside.file)
            yield _Copy(folder, chosen, database)
        finally:
            _close()
            stop_own_server(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _close() -> None:
    from django.conf import settings  # noqa: PLC0415 (it may not have been started)
    from django.db import connections  # noqa: PLC0415

    if settings.configured:
        connections.close_all()
