"""The file of a backup: a ZIP with a manifest, sealed over its last byte.

The manifest holds a SHA-256 of each file in it; the ZIP's comment holds one of the whole file before it. So
one flipped bit anywhere is found, and the file that it hit is named. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from karn.kernel.durable import CHUNK, fsync
from karn.kernel.errors import BadInput, DamagedFile, message
from karn.kernel.points import point

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, DATA = "database", "data"
"""The two folders in the archive: snapshots of databases, and files as they lie in the data folder."""

_SEAL = b"karn-sha256:"
_DIGITS = 64
_LEVEL = 1  # a quarter of the size of a database; more costs time, and gains little

NO_BACKUP = message("%(file)s is no backup of Karn, or its end is missing.")
DAMAGED = message("%(file)s is damaged: %(part)s is not as it was written. Take another backup.")
TOO_NEW = message("%(file)s was made by a newer Karn (%(version)s): bring this one up to date first.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `files` maps a name in the archive to its SHA-256.

    `counts` are the rows of each table, `migrations` those that were done (`app.name`), `keys` the
    fingerprints of the keys that are not in it; `installation` tells whose backups are the same company's.
    """

    version: str
    made_at: str
    vendor: str
    server: str
    installation: str
    counts: dict[str, int]
    migrations: list[str]
    keys: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        """How many rows its database has."""
        return sum(self.counts.values())


def write_archive(path: Path, members: Iterable[tuple[str, Path]], manifest: Manifest) -> None:
    """Write the archive to `path`, for its owner alone. `manifest` is given without files."""
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        files = {name: _pack(packed, name, source) for name, source in members}
        told = asdict(manifest) | {"files": files}
        packed.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))
        packed.comment = _SEAL + b"0" * _DIGITS
    point("archive.packed")
    with path.open("r+b") as file:
        digest = _digest_but_seal(file)
        file.seek(-_DIGITS, os.SEEK_END)
        file.write(digest.encode())


def _pack(packed: zipfile.ZipFile, name: str, source: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as file, packed.open(name, "w", force_zip64=True) as member:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


def _digest_but_seal(file: IO[bytes]) -> str:
    """Return the SHA-256 of an opened file but for the digits of its seal."""
    left = file.seek(0, os.SEEK_END) - _DIGITS
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive. Raises BadInput where there is no such file, DamagedFile where it is no backup."""
    try:
        packed = zipfile.ZipFile(path)
    except (FileNotFoundError, IsADirectoryError):
        raise BadInput("There is no file %(file)s.", file=path) from None
    except (zipfile.BadZipFile, ValueError, OSError):
        raise DamagedFile(NO_BACKUP, file=path.name) from None
    with packed:
        yield packed


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself, unchecked. Raises DamagedFile, BadInput for a newer format."""
    with _opened(path) as packed:
        return _manifest(packed, path)


def _manifest(packed: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        told = json.loads(packed.read(MANIFEST))
        if told["format"] > FORMAT:
            raise BadInput(TOO_NEW, file=path.name, version=told["version"])
        manifest = Manifest(**told)
    except KeyError:
        raise DamagedFile(NO_BACKUP, file=path.name) from None
    except (zipfile.BadZipFile, zlib.error, ValueError, TypeError, EOFError, NotImplementedError):
        raise DamagedFile(DAMAGED, file=path.name, part=MANIFEST) from None
    if not all(map(_is_plain, manifest.files)):
        raise DamagedFile(NO_BACKUP, file=path.name)
    return manifest


def _is_plain(name: str) -> bool:
    """Whether a name leads into one of the two folders and nowhere else."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in {DATABASE, DATA} and ".." not in parts


def check_archive(path: Path) -> Manifest:
    """Read every byte of a backup; return its manifest. Raises DamagedFile naming the first bad part."""
    with _opened(path) as packed:
        manifest = _manifest(packed, path)
        for name, sha256 in manifest.files.items():
            if _digest_of(packed, name) != sha256:
                raise DamagedFile(DAMAGED, file=path.name, part=name)
        comment = packed.comment
    with path.open("rb") as file:
        if comment != _SEAL + _digest_but_seal(file).encode():
            raise DamagedFile(DAMAGED, file=path.name, part=message("its table of contents"))
    return manifest


def _digest_of(packed: zipfile.ZipFile, name: str) -> str:
    """Return the SHA-256 of one file in the archive; nothing where it cannot be unpacked."""
    digest = hashlib.sha256()
    try:
        with packed.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        return ""
    return digest.hexdigest()


def unpack_archive(path: Path, manifest: Manifest, into: Path) -> None:
    """Write every file of a checked backup below `into`, durably. Raises DamagedFile."""
    with _opened(path) as packed:
        for name, sha256 in manifest.files.items():
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if _unpack(packed, name, target) != sha256:
                raise DamagedFile(DAMAGED, file=path.name, part=name)


def _unpack(packed: zipfile.ZipFile, name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with packed.open(name) as member, target.open("wb") as file:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    fsync(target)
    return digest.hexdigest()
