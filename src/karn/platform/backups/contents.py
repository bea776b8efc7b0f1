"""What lies in a data folder: what a backup takes, what it leaves, and which files are keys.

A name that is in none of these lists is a stranger: no backup takes it, and `karn doctor` says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

EARLY = ("audit.anchor",)
"""Taken before the database: what is added meanwhile makes the log longer than its anchor, never shorter."""

FOLDERS = ("uploads", "events", "lake/events", "mail")
"""Taken before the database and looked at again after it: files that come or go meanwhile."""

OBJECTIONS = "objections.jsonl"
"""The list of who wants no mail."""

LATE = ("erasures.json", OBJECTIONS)
"""Taken after the database: who is erased, or says no, meanwhile is so again in the restored copy."""

CHANGED_IN_PLACE = (*EARLY, OBJECTIONS)
"""Taken by copying: a link to one of these would go on growing while the backup is made."""

EXITS = "exits.sqlite3"
"""The exit answers' own database."""

KEYS = "*.key"
"""Never in a backup: who has both can read and forge everything."""

LEFT = (
    "karn.sqlite3", "karn.sqlite3-*", f"{EXITS}-*", "postgres",  # the databases, taken by their own means
    "lake", "static", "cache", "queue.sqlite3*", "mail-workers",  # made again from the records
    "*.lock", ".*", "backup.json", "quarantine.json", "restored.json",
    "demo.json", "exports", "login*.txt", "*.seal",  # the demo's own
)  # fmt: skip
"""Left where it is: made again, passing, or of this folder alone."""


def key_files(data: Path) -> list[Path]:
    """Return the files that hold keys."""
    return sorted(data.glob(KEYS))


def fingerprint(key: bytes) -> str:
    """Return what tells one key from another, and tells nothing of it: half of its SHA-256."""
    return hashlib.sha256(key.strip()).hexdigest()[:32]


def records(data: Path, names: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the files under these names, with their path in the data folder; not half-written ones."""
    for name in names:
        place = data / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in found:
            if file.is_file() and not file.is_symlink() and not file.name.endswith((".part", ".lock")):
                yield file.relative_to(data).as_posix(), file


def strangers(data: Path) -> list[str]:
    """Return the names in a data folder that no backup takes and none leaves on purpose."""
    known = {name.partition("/")[0] for name in (*EARLY, *FOLDERS, *LATE, EXITS)}
    passing = (*LEFT, KEYS, *known)
    names = sorted(path.name for path in data.iterdir())
    return [name for name in names if not any(fnmatch(name, pattern) for pattern in passing)]
