"""Which version of a row is stored, and what happens when somebody changes another one than was read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from karn.kernel.errors import BadInput


class ChangedMeanwhile(BadInput):
    """Somebody else stored the row after it was read; `stored` is what stands there now."""

    def __init__(self, stored: models.Model) -> None:
        """Keep what stands there, to be shown beside what was asked for."""
        super().__init__("Somebody changed this meanwhile: look at both and choose.")
        self.stored = stored


def refuse_unseen(stored: Any, seen: str | None) -> None:
    """Raise ChangedMeanwhile where another version is stored than the changer read.

    `seen` is that version, empty for somebody who read none; None is a command or Karn itself, which
    changes whatever stands there.
    """
    if seen is not None and seen != stored.version:
        raise ChangedMeanwhile(stored)


def facts_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return some columns of a row, by attribute, as JSON holds them."""
    return {name: _plain(getattr(row, name)) for name in names}


def version_of(facts: Mapping[str, Any]) -> str:
    """Name a row by what stands in it: other facts have another name, the same facts the same one."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value.isoformat() if isinstance(value, date | datetime) else value
