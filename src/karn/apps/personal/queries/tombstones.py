"""Who was erased, known by keyed hashes alone: the key lies outside the database."""

from __future__ import annotations

import hmac
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from karn.apps.personal.models import Tombstone
from karn.platform.keys import kept_key

KEY = "erasures.key"
"""The file in the data folder that holds the key of the hashes."""

ROWS_OF = {"customer_id": "customers.customer", "contact_id": "customers.contact"}
"""The fields of files that name a person's row, and its table."""


def tombstone(*parts: str) -> str:
    """Return the keyed hash of a table's (or "email"), a source and an id there: HMAC-SHA256, 128 bits."""
    told = "\x1f".join(part.strip() for part in parts).encode()
    return hmac.digest(_key(settings.INSTALLATION.data), told, "sha256").hex()[:32]


def tombstone_of_address(address: str) -> str:
    """Return the keyed hash of an e-mail address, whatever its case and source."""
    return tombstone("email", "", address.lower())


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    return kept_key(folder / KEY)


class Erased:
    """Whom imports do not bring back."""

    def __init__(self) -> None:
        self._state: tuple[int, int | None] = (0, None)
        self._digests: frozenset[str] = frozenset()
        self.look_again()

    def look_again(self) -> None:
        """Learn of who was erased meanwhile. One query where nobody was."""
        its = Tombstone.objects.filter(erasure__let_in_at__isnull=True)
        told = its.aggregate(count=Count("pk"), last=Max("pk"))
        state = (told["count"], told["last"])
        if state != self._state:
            self._digests, self._state = frozenset(its.values_list("digest", flat=True)), state

    def __bool__(self) -> bool:
        """Say whether anybody was erased at all."""
        return bool(self._digests)

    def has_row(self, table: str, source: str, number: str) -> bool:
        """Say whether this row, of this id in this source, was erased, or told of somebody who was."""
        return bool(self._digests) and tombstone(table, source, number) in self._digests

    def has_address(self, address: str) -> bool:
        """Say whether somebody with this e-mail address was erased."""
        return bool(self._digests) and tombstone_of_address(address) in self._digests
