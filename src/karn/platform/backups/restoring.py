"""Bringing a backup back: checked first, put together beside the place, and moved there when it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from karn.kernel.durable import fsync, write_bytes_durably
from karn.kernel.errors import BadInput, DamagedFile, message
from karn.kernel.points import point
from karn.platform.backups.archive import DATA, DATABASE, Manifest, check_archive, unpack_archive
from karn.platform.backups.contents import OBJECTIONS, fingerprint, key_files
from karn.platform.backups.snapshots import EXIT_FILES, FILES, put_back, row_counts
from karn.platform.databases import make_missing, stop_own_server
from karn.platform.locks import hold
from karn.platform.quarantine import enter_quarantine

ERASURES = "erasures.json"

FILLED = message("%(folder)s is not empty. Restore into a folder that is not there yet.")
BUSY = message("A backup is being restored into this folder already.")
OTHER_KEYS = message(
    "%(key)s is not the key this backup belongs to: another installation's, or an older one."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to restore: the backup, the folder to make, and where the keys and newer erasures are.

    `keys` is a file of `karn backup --with-keys`; `old` the data folder of before, where it is still there:
    its list of erasures, and its keys where no file is given.
    """

    backup: Path
    data: Path
    keys: Path | None = None
    old: Path | None = None


def check_request(asked: Asked) -> tuple[Manifest, dict[str, bytes]]:
    """Read every byte of the backup, and the keys; return its manifest and the keys. Nothing is written.

    Raises BadInput, DamagedFile.
    """
    _refuse_filled(asked.data)
    manifest = check_archive(asked.backup)
    keys = _keys_of(asked)
    for name, key in keys.items():
        if manifest.keys.get(name, fingerprint(key)) != fingerprint(key):
            raise BadInput(OTHER_KEYS, key=name)
    return manifest, keys


def _refuse_filled(data: Path) -> None:
    if not data.parent.is_dir():
        raise BadInput("There is no folder %(folder)s: make it first.", folder=data.parent)
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BadInput(FILLED, folder=data)


def _keys_of(asked: Asked) -> dict[str, bytes]:
    if asked.keys is not None:
        return _read_keys(asked.keys)
    if asked.old is not None:
        return {path.name: path.read_bytes() for path in key_files(asked.old)}
    return {}


def _read_keys(file: Path) -> dict[str, bytes]:
    try:
        told = json.loads(file.read_bytes())
        keys = {str(name): str(key).encode() for name, key in told["keys"].items()}
    except FileNotFoundError:
        raise BadInput("There is no file %(file)s.", file=file) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadInput("%(file)s is no file of keys of Karn.", file=file) from None
    if any(Path(name).name != name or not name.endswith(".key") for name in keys):
        raise BadInput("%(file)s is no file of keys of Karn.", file=file)
    return keys


@contextmanager
def unfinished(data: Path) -> Iterator[Path]:
    """Yield the folder beside `data` in which a copy is put together; thrown away unless it was moved.

    What a killed restore left there is thrown away first. Raises Held while another restores.
    """
    folder = data.with_name(f".{data.name}.restoring")
    folder.mkdir(mode=0o700, exist_ok=True)
    with hold(folder / "restore.lock", otherwise=BUSY):
        _empty(folder)
        try:
            yield folder
        except BaseException:
            if folder.exists():
                _empty(folder)
                (folder / "restore.lock").unlink()
                folder.rmdir()
            raise


def _empty(folder: Path) -> None:
    stop_own_server(folder)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "restore.lock":
            path.unlink()


def unpack_records(
    asked: Asked, manifest: Manifest, keys: Mapping[str, bytes], folder: Path, *, at: datetime
) -> Path:
    """Put everything but the database into the unfinished folder, in quarantine; return the snapshot's file.

    The quarantine comes first: there is no moment at which the copy could send anything.
    """
    enter_quarantine(backup=asked.backup.name, made_at=manifest.at, at=at, data=folder)
    point("restore.quarantined")
    unpacked = folder / ".unpacked"
    unpack_archive(asked.backup, manifest, unpacked)
    point("restore.unpacked")
    for name, key in keys.items():
        _write_key(folder / name, key)
    if (unpacked / DATA).exists():
        shutil.copytree(unpacked / DATA, folder, dirs_exist_ok=True, copy_function=os.rename)
    folder.chmod(0o700)
    add_erasures(folder, asked.old)
    add_objections(folder, asked.old)
    point("restore.records_placed")
    return unpacked / DATABASE / FILES[manifest.vendor]


def _write_key(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)


def add_erasures(folder: Path, old: Path | None) -> None:
    """Put on the copy's list of erasures those that the old data folder (or its list) names besides."""
    if old is None:
        return
    newer = _listed(old if old.is_file() else old / ERASURES)
    listed = _listed(folder / ERASURES)
    known = {one.get("reference") for one in listed}
    more = [one for one in newer if one.get("reference") not in known]
    if more:
        write_bytes_durably(folder / ERASURES, json.dumps([*listed, *more], indent=1).encode())


def add_objections(folder: Path, old: Path | None) -> None:
    """Put on the copy's list of who wants no mail what that of the old data folder says besides."""
    newer = old / OBJECTIONS if old is not None else None
    if newer is None or not newer.is_file():
        return
    told, place = newer.read_bytes().splitlines(), folder / OBJECTIONS
    listed = place.read_bytes().splitlines() if place.exists() else []
    known = set(listed)
    lines = [*listed, *(line for line in told if line not in known)]
    write_bytes_durably(place, b"".join(line + b"\n" for line in lines))


def _listed(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        told = json.loads(path.read_bytes())
        return [dict(one) for one in told]
    except (ValueError, TypeError):
        raise DamagedFile("%(file)s cannot be read.", file=path) from None


def restore_database(
    database: Mapping[str, Any], snapshot: Path, manifest: Manifest, exits: Mapping[str, Any] | None = None
) -> None:
    """Fill the copy's database, and that of the exit answers, and throw the unpacked rest away.

    Raises DamagedFile where a table has another number of rows than the backup says.
    """
    put_back(database, snapshot)
    counts = row_counts(database)
    if wrong := sorted(table for table, rows in manifest.counts.items() if counts.get(table) != rows):
        raise DamagedFile("The table %(table)s did not come back whole.", table=wrong[0])
    beside = snapshot.with_name(EXIT_FILES[manifest.vendor])
    if exits is not None and beside.exists():
        make_missing(exits, database)
        put_back(exits, beside)
    shutil.rmtree(snapshot.parents[1])
    point("restore.database_placed")


def finish(folder: Path, data: Path) -> None:
    """Move the whole copy to its place: from now on it is there, and before it was not.

    Its database is closed. Raises BadInput where the place was filled meanwhile.
    """
    stop_own_server(folder)
    for path in folder.rglob("*"):
        if "postgres" not in path.relative_to(folder).parts and (path.is_file() or path.is_dir()):
            fsync(path)
    fsync(folder)
    point("restore.ready")
    try:
        folder.rename(data)
    except OSError as error:
        raise BadInput(
            "%(folder)s cannot be put in its place: %(told)s.", folder=data, told=error.strerror
        ) from None
    fsync(data.parent)
    point("restore.placed")
    (data / "restore.lock").unlink(missing_ok=True)
