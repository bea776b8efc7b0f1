"""Quarantine: a restored copy of Karn's records sends nothing until a person releases it.

The company whose backup it is may still run, and has perhaps sent since what waits in the copy. So
whatever leaves Karn (mails, webhooks) asks :func:`in_quarantine` each time before it leaves. A file in the
data folder says so, not the database: that came from the backup, and says what was so then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from karn.kernel.durable import write_bytes_durably
from karn.kernel.points import point

NAME = "quarantine.json"
"""The file in the data folder of a restored copy; without it, what waits leaves."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Since when a copy is kept apart, from which backup it came, and when that was made.

    All of it is unknown where the file cannot be read: a copy stays in quarantine then, too.
    """

    since: datetime | None = None
    backup: str = ""
    made_at: datetime | None = None


class Outgoing(Protocol):
    """Something that leaves Karn by itself, for a page that says what a release lets go."""

    @property
    def name(self) -> str | Promise:
        """What leaves, in words, in the plural: “Mails”."""
        ...

    def waiting(self) -> int:
        """Count what waits to leave now."""
        ...

    def set_aside(self, *, at: datetime) -> int:
        """Keep everything that waits from leaving by itself, visibly; return how many these are."""
        ...


_registry: list[Outgoing] = []


def register_outgoing(outgoing: Outgoing) -> None:
    """Add something that leaves Karn by itself; a second time changes nothing."""
    if outgoing not in _registry:
        _registry.append(outgoing)


def outgoing_kinds() -> Sequence[Outgoing]:
    """Return everything that leaves Karn by itself."""
    return tuple(_registry)


def in_quarantine(data: Path | None = None) -> Quarantine | None:
    """Return the quarantine this data folder is in, or None: only then may anything leave.

    Reads the file each time (some 20 µs): nobody may go on by what was so before. `data` is another folder
    than the installation's.
    """
    try:
        told = json.loads((_folder(data) / NAME).read_bytes())
        return Quarantine(_moment(told["since"]), str(told["backup"]), _moment(told["made_at"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return Quarantine()


def enter_quarantine(
    *, backup: str, made_at: datetime | None, at: datetime, data: Path | None = None
) -> None:
    """Keep this data folder apart from `at` on: it came from the file `backup`, made at `made_at`."""
    told = {"since": at.isoformat(), "backup": backup, "made_at": made_at and made_at.isoformat()}
    write_bytes_durably(_folder(data) / NAME, json.dumps(told, indent=1).encode())


def leave_quarantine(data: Path | None = None) -> None:
    """Let things leave from now on. People do this by `release_copy` of the app people, which logs it."""
    point("quarantine.leaving")
    (_folder(data) / NAME).unlink(missing_ok=True)
    point("quarantine.left")


def _folder(data: Path | None) -> Path:
    folder: Path = settings.INSTALLATION.data if data is None else data
    return folder


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
