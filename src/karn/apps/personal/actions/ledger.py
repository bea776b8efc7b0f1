"""The list of erasures outside the database: after a restore it says who must be erased again.

It holds keyed hashes only, in the data folder; its key lies beside it (erasures.key).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from karn.apps.personal.models import Erasure
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import DamagedFile, message
from karn.platform.locks import wait_for

NAME = "erasures.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure: `rows` are the keyed hashes of the person's own rows, `tombstones` all of them."""

    reference: str
    kind: str
    asked_at: str
    rows: list[str]
    tombstones: list[str]

    @property
    def at(self) -> datetime:
        """When it was asked for."""
        return datetime.fromisoformat(self.asked_at)


def list_erasure(erasure: Erasure, rows: Collection[str]) -> None:
    """Put an erasure on the list, once; it stands there for good."""
    told = list(erasure.tombstones.order_by("digest").values_list("digest", flat=True))
    entry = Entry(erasure.reference, erasure.kind, erasure.asked_at.isoformat(), sorted(rows), told)
    folder: Path = settings.INSTALLATION.data
    with wait_for(folder / f"{NAME}.lock", otherwise=message("Somebody else writes the list of erasures.")):
        listed = listed_erasures()
        if entry.reference not in {one.reference for one in listed}:
            _write(folder / NAME, [*listed, entry])


def listed_erasures() -> list[Entry]:
    """Return the erasures on the list, the oldest first. Raises DamagedFile for one that cannot be read."""
    path: Path = settings.INSTALLATION.data / NAME
    if not path.exists():
        return []
    try:
        told: list[dict[str, Any]] = json.loads(path.read_bytes())
        return [Entry(**one) for one in told]
    except (ValueError, TypeError):
        raise DamagedFile("%(file)s cannot be read: bring it back from a backup.", file=NAME) from None


def _write(path: Path, entries: Collection[Entry]) -> None:
    write_bytes_durably(path, json.dumps([asdict(one) for one in entries], indent=1).encode())
