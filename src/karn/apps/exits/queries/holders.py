"""Customers and links by keyed hashes alone; the key lies outside the databases, and in no backup.

Whoever asks and hands out and erases computes the hash of a customer, nobody else; a test knows who does.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from karn.platform.keys import kept_key

KEY = "exits.key"
"""The file in the data folder that holds the key of the hashes."""


def holder_of(customer_id: int) -> str:
    """Return the keyed hash of a customer: HMAC-SHA256."""
    return _hash(b"customer", str(customer_id))


def holders_of(customers: Iterable[int]) -> list[str]:
    """Return the keyed hashes of customers, by id."""
    return [holder_of(number) for number in customers]


def seal_of(secret: str) -> str:
    """Return the keyed hash of a link's secret."""
    return _hash(b"link", secret)


def _hash(kind: bytes, told: str) -> str:
    text = b"karn exits\x00" + kind + b"\x00" + told.encode()
    return hmac.digest(_key(settings.INSTALLATION.data), text, "sha256").hex()


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    return kept_key(folder / KEY)
