"""`karn restore`: a whole copy from a backup, in quarantine, or nothing at all."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from karn.cli.installation import start
from karn.cli.steps import Steps
from karn.kernel.errors import BadInput
from karn.platform.program import called_as

if TYPE_CHECKING:
    from karn.platform.backups.archive import Manifest
    from karn.platform.backups.restoring import Asked

NO_KEYS = (
    "This backup comes without its keys, as it should. Bring them: --keys FILE, which --with-keys wrote, "
    "or --old FOLDER where the old data folder is still there. Or say --without-keys: then the audit "
    "log of before cannot be checked any more, who was erased cannot be kept out, and where anybody wants "
    "no mail, nobody knows who, so the copy sends none."
)


def restore(
    backup: Annotated[Path, typer.Argument(help="The file that karn backup wrote.")],
    into: Annotated[Path, typer.Option("--into", help="The data folder to make; empty, or not there yet.")],
    keys: Annotated[Path | None, typer.Option(help="The file of keys that belongs to it.")] = None,
    old: Annotated[
        Path | None,
        typer.Option(help="The old data folder: its keys, and who was erased since the backup."),
    ] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Restore with new keys: see what that costs in the docs.")
    ] = False,
    database: Annotated[
        str,
        typer.Option(help="For a backup of PostgreSQL: an empty one, postgresql://…; else Karn runs one."),
    ] = "",
) -> None:
    """Make a data folder from a backup: checked first, brought up to date, in quarantine until released."""
    from karn.platform.backups import restoring  # noqa: PLC0415 (other commands start faster)

    asked = restoring.Asked(backup.absolute(), into.expanduser().absolute(), keys, old)
    now = datetime.now(UTC)
    with Steps(f"Restoring into {into}") as steps:
        with steps.step("Checking every part of the backup"):
            manifest, found = restoring.check_request(asked)
        if manifest.keys and not found and not without_keys:
            raise BadInput(NO_KEYS)
        with restoring.unfinished(asked.data) as folder:
            with steps.step("Unpacking it"):
                snapshot = restoring.unpack_records(asked, manifest, found, folder, at=now)
            with steps.step("Bringing the database back"):
                _bring_back(manifest, snapshot, folder, database)
            with steps.step("Erasing again who was erased since"):
                again = _settle(asked, manifest, now)
                steps.note(f"{again:,} persons")
            with steps.step("Leaving in peace who said no since"):
                steps.note(f"{_leave_in_peace(now):,} addresses")
            with steps.step("Building the lake"):
                _rebuild_lake(now)
            with steps.step("Putting it in its place"):
                restoring.finish(folder, asked.data)
    _tell(asked, manifest)


def _bring_back(manifest: Manifest, snapshot: Path, folder: Path, database: str) -> None:
    """Fill the copy's database and bring it up to date. Raises BadInput where it is of a newer Karn."""
    from karn.platform.backups.archive import TOO_NEW  # noqa: PLC0415 (other commands start faster)
    from karn.platform.backups.restoring import restore_database  # noqa: PLC0415
    from karn.platform.backups.snapshots import SQLITE  # noqa: PLC0415

    if database and manifest.vendor == SQLITE:
        raise BadInput("This is a backup of SQLite: it goes into its own file. Leave --database out.")
    start(folder, "sqlite" if manifest.vendor == SQLITE else database or "postgres")
    if _unknown_migrations(manifest):
        raise BadInput(TOO_NEW, file=snapshot.name, version=manifest.version)
    from django.conf import settings  # noqa: PLC0415 (Django is up only now)

    from karn.platform.upgrades import migrate, pending_migrations  # noqa: PLC0415

    restore_database(settings.DATABASES["default"], snapshot, manifest, settings.DATABASES["exits"])
    if pending_migrations():
        migrate()


def _unknown_migrations(manifest: Manifest) -> set[str]:
    """Return the migrations of the backup that this version does not know: it comes from a newer one."""
    from django.apps import apps  # noqa: PLC0415 (Django is up only now)
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("karn.")}
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    apps_of_theirs = {name for name in manifest.migrations if name.partition(".")[0] in ours}
    return apps_of_theirs - known


def _settle(asked: Asked, manifest: Manifest, now: datetime) -> int:
    from karn.apps.personal.actions.restores import settle_restored  # noqa: PLC0415 (models exist only now)

    return settle_restored(backup=asked.backup.name, made_at=manifest.at, at=now)


def _leave_in_peace(now: datetime) -> int:
    from karn.apps.mailing.actions.replays import replay_objections  # noqa: PLC0415 (models exist only now)

    return replay_objections(at=now)


def _rebuild_lake(now: datetime) -> None:
    """Make the lake anew where there is a company, and close the database. Its figures came with it."""
    from django.db import connections  # noqa: PLC0415 (Django is up only now)

    from karn.apps.company.queries import company_or_none  # noqa: PLC0415 (models exist only now)
    from karn.apps.measures.actions import rebuild_lake  # noqa: PLC0415

    try:
        if company_or_none() is not None:
            rebuild_lake(at=now)
    finally:
        connections.close_all()


def _tell(asked: Asked, manifest: Manifest) -> None:
    where, program = shlex.quote(str(asked.data)), called_as()
    typer.echo(f"{asked.data} holds everything of {manifest.at:%Y-%m-%d %H:%M} UTC: {manifest.rows:,} rows.")
    typer.echo("It is in quarantine: nothing leaves it, no mail and no webhook, until somebody releases it,")
    typer.echo(f"on its pages ({program} serve --data {where}) or by: {program} release --data {where}")
