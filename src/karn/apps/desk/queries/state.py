"""How Karn itself is doing: what is stored, how new it is, what is wrong. In facts, for a page to word."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from karn.apps.company.models import Company
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Customer
from karn.apps.intake.models import Run
from karn.apps.intake.queries import runs_newest_first, stage_of
from karn.apps.measures.models import Refresh
from karn.apps.measures.queries import last_refresh
from karn.apps.threats.models import Observation
from karn.apps.threats.queries import latest_observation
from karn.engine import open_lake
from karn.kernel.errors import KarnError

LITTLE_SPACE = 2 * 2**30
"""Bytes: with less free on the disk, an import of a large file may not fit."""

TOO_LITTLE_SPACE = 200 * 2**20
"""Bytes: with less, the next refresh may not fit."""


@dataclass(frozen=True, slots=True)
class Storage:
    """How many bytes what Karn keeps takes, and what the disk has left."""

    database: int
    lake: int
    uploads: int
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class State:
    """How Karn is doing on a day. `lake_error` says what is wrong with the lake, None = checked and whole.

    `failed` is a refresh after the last good one that failed; `stage` is that of the last import.
    """

    on: date
    version: str
    vendor: str
    customers: int
    conversations: int
    storage: Storage
    refresh: Refresh | None
    failed: Refresh | None
    observation: Observation | None
    run: Run | None
    stage: str
    lake_error: KarnError | None

    @property
    def days_old(self) -> int | None:
        """How many days ago the figures were made; None where there are none."""
        return (self.on - self.refresh.as_of).days if self.refresh else None

    @property
    def took_seconds(self) -> float | None:
        """How long the last refresh took; None where it was not measured."""
        took_ms = self.refresh.took_ms if self.refresh else None
        return None if took_ms is None else took_ms / 1000

    @property
    def worries(self) -> list[str]:
        """Codes of what somebody should look at, the worst first."""
        told = {
            "disk_full": self.storage.free < TOO_LITTLE_SPACE,
            "lake": self.lake_error is not None and self.refresh is not None,
            "refresh_failed": self.failed is not None,
            "never_refreshed": self.refresh is None and self.customers > 0,
            "old_figures": (self.days_old or 0) > 1,
            "import_failed": self.stage in {"failed", "interrupted"},
            "little_space": TOO_LITTLE_SPACE <= self.storage.free < LITTLE_SPACE,
        }
        return [code for code, is_so in told.items() if is_so]


def state_on(on: date) -> State:
    """Return how Karn is doing on `on`. Reads every byte of the lake: seconds where it is large."""
    refresh = last_refresh()
    newer = Refresh.objects.exclude(error="").filter(pk__gt=refresh.pk if refresh else 0)
    run = runs_newest_first().first()
    return State(
        on=on,
        version=version("karn"),
        vendor=connection.vendor,
        customers=Customer.objects.count(),
        conversations=Conversation.objects.count(),
        storage=_storage(),
        refresh=refresh,
        failed=newer.first(),
        observation=latest_observation(),
        run=run,
        stage=stage_of(run) if run else "",
        lake_error=_lake_error(),
    )


def _lake_error() -> KarnError | None:
    try:
        open_lake(settings.INSTALLATION.lake)
    except KarnError as error:
        return error
    return None


def _storage() -> Storage:
    installation = settings.INSTALLATION
    disk = shutil.disk_usage(installation.data)
    return Storage(
        database=_database_size(),
        lake=_size_of(installation.lake),
        uploads=_size_of(installation.uploads),
        free=disk.free,
        total=disk.total,
    )


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder; what is gone meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


@dataclass(frozen=True, slots=True)
class Health:
    """Whether Karn can do its work at `at`: read its records, and write to its folder."""

    at: datetime
    can_read: bool
    can_write: bool

    @property
    def is_well(self) -> bool:
        """Whether all of it works."""
        return self.can_read and self.can_write


def health_at(at: datetime) -> Health:
    """Ask the database and the data folder, quickly: for machines that ask every few seconds."""
    return Health(at, _can_read(), _can_write(settings.INSTALLATION.data))


def _can_read() -> bool:
    try:
        Company.objects.exists()
    except DatabaseError:
        return False
    return True


def _can_write(folder: Path) -> bool:
    try:
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 0
    except OSError:
        return False
