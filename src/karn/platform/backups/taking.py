"""Taking a backup while others go on working: one file, without keys, and the keys apart if asked."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from karn.kernel.durable import part_of, write_bytes_durably, write_durably
from karn.kernel.errors import BadInput, KarnError, message
from karn.kernel.points import point
from karn.platform.backups.archive import (
    DATA,
    DATABASE,
    Manifest,
    check_archive,
    read_manifest,
    write_archive,
)
from karn.platform.backups.contents import (
    CHANGED_IN_PLACE,
    EARLY,
    FOLDERS,
    LATE,
    fingerprint,
    key_files,
    records,
)
from karn.platform.backups.snapshots import EXIT_FILES, Snapshot, take_snapshot
from karn.platform.databases import exits_settings, is_there
from karn.platform.locks import hold

STAGING = ".backup"
"""Where a backup is put together, in the data folder; what a killed one left is thrown away by the next."""

LAST = "backup.json"
"""Says in the data folder when the last backup was made, and where it lies."""

BUSY = message("A backup is being made already.")

_NAME = re.compile(r"karn-\d{8}T\d{6}Z\.zip")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where it lies, its bytes, when, and the rows of its database."""

    file: Path
    bytes: int
    at: datetime
    rows: int


def make_backup(data: Path, database: Mapping[str, Any], to: Path, *, at: datetime) -> Backup:
    """Write a backup of the data folder and its database to `to`, a file or a folder, while others work.

    Into a folder it goes by the name of its moment; one that is not there yet is made. Killed at any point,
    it leaves what lay at `to`; the next one clears away its temporary files. Raises BadInput, Held where
    another is being made, KarnError.
    """
    if not to.absolute().parent.is_dir():
        raise BadInput("There is no folder %(folder)s: make it first.", folder=to.parent)
    file = _make_folder(to) / f"karn-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip" if names_folder(to) else to
    with hold(data / "backup.lock", otherwise=BUSY):
        clear_staging(data)
        staging = data / STAGING
        try:
            backup = _make(data, database, file, staging, at)
        except OSError as error:
            raise KarnError("%(file)s cannot be written: %(told)s.", file=file, told=error.strerror) from None
        finally:
            clear_staging(data)
        write_bytes_durably(data / LAST, _told(backup))
    return backup


def names_folder(to: Path) -> bool:
    """Say whether backups go into `to` or to it: of what is not there yet, only `….zip` is a file."""
    return to.is_dir() if to.exists() else to.suffix.lower() != ".zip"


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)  # who reads a backup reads all customers
    except OSError as error:
        raise KarnError("%(file)s cannot be written: %(told)s.", file=folder, told=error.strerror) from None
    return folder


def _make(data: Path, database: Mapping[str, Any], file: Path, staging: Path, at: datetime) -> Backup:
    staging.mkdir(mode=0o700)
    _stage(data, staging, (*EARLY, *FOLDERS))
    point("backup.files_staged")
    snapshot = take_snapshot(database, staging / DATABASE)
    exits = exits_settings(database, data)
    if is_there(exits, database):
        beside = take_snapshot(exits, staging / DATABASE, EXIT_FILES)
        snapshot.migrations[:] = sorted({*snapshot.migrations, *beside.migrations})
    point("backup.database_staged")
    _stage(data, staging, (*FOLDERS, *LATE))
    (staging / "part").write_text(str(part_of(file)), encoding="utf-8")
    manifest = _manifest(data, snapshot, at)

    def write(part: Path) -> None:
        write_archive(part, _members(staging), manifest)
        check_archive(part)

    write_durably(file, write)
    point("backup.stored")
    return Backup(file, file.stat().st_size, at, manifest.rows)


def _stage(data: Path, staging: Path, names: tuple[str, ...]) -> None:
    """Keep the files as they are now: by a link where the disk can and files are replaced, not changed."""
    for name, file in records(data, names):
        kept = staging / DATA / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        if kept.exists():
            continue
        try:
            if name in CHANGED_IN_PLACE:
                shutil.copyfile(file, kept)
            else:
                _link_or_copy(file, kept)
        except FileNotFoundError:
            continue  # gone meanwhile


def _link_or_copy(file: Path, kept: Path) -> None:
    try:
        kept.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, kept)


def _members(staging: Path) -> list[tuple[str, Path]]:
    found = [path for name in (DATABASE, DATA) for path in sorted((staging / name).rglob("*"))]
    return [(path.relative_to(staging).as_posix(), path) for path in found if path.is_file()]


def _manifest(data: Path, snapshot: Snapshot, at: datetime) -> Manifest:
    keys = {path.name: fingerprint(path.read_bytes()) for path in key_files(data)}
    return Manifest(
        version=version("karn"),
        made_at=at.isoformat(),
        vendor=snapshot.vendor,
        server=snapshot.server,
        installation=keys.get("secret.key", ""),
        counts=snapshot.counts,
        migrations=snapshot.migrations,
        keys=keys,
    )


def clear_staging(data: Path) -> None:
    """Throw away what a backup left that was killed: its staging folder, and its half-written file."""
    staging = data / STAGING
    if (staging / "part").exists():
        part = Path((staging / "part").read_text(encoding="utf-8"))
        if part.name.startswith(".") and part.suffix == ".part":
            part.unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)
    for part in data.glob(f".{LAST}.*.part"):
        part.unlink(missing_ok=True)


def _told(backup: Backup) -> bytes:
    told = {"at": backup.at.isoformat(), "file": str(backup.file.absolute()), "bytes": backup.bytes}
    return json.dumps(told | {"rows": backup.rows}, indent=1).encode()


def last_backup(data: Path) -> Backup | None:
    """Return the last backup that was made of this data folder, as it was told then; None for none."""
    try:
        told = json.loads((data / LAST).read_bytes())
        return Backup(Path(told["file"]), told["bytes"], datetime.fromisoformat(told["at"]), told["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_keys(data: Path, to: Path) -> int:
    """Write the keys of the data folder into a file for its owner alone; return how many.

    Raises BadInput where the file would lie in the data folder or is there already.
    """
    if to.absolute().is_relative_to(data.absolute()):
        raise BadInput("Keep the keys elsewhere: not in the data folder.")
    if to.exists():
        raise BadInput("%(file)s is there already: choose another name.", file=to)
    keys = {path.name: path.read_bytes().decode() for path in key_files(data)}
    told = json.dumps({"karn_keys": 1, "keys": keys}, indent=1).encode()

    def write(part: Path) -> None:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(told)

    write_durably(to, write)
    return len(keys)


def remove_old_backups(folder: Path, *, keep: int, of: Path) -> list[Path]:
    """Delete the oldest backups of the data folder `of` that lie in `folder`, but `keep`; return those.

    Only files named by their moment, as `karn backup FOLDER` names them.
    """
    installation = fingerprint((of / "secret.key").read_bytes())
    named = sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    own = [path for path in named if _installation_of(path) == installation]
    for path in own[keep:]:
        path.unlink()
    return own[keep:]


def _installation_of(path: Path) -> str | None:
    try:
        return read_manifest(path).installation
    except KarnError:
        return None
