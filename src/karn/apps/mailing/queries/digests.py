"""Addresses by keyed hashes alone: the key lies outside the database."""

from __future__ import annotations

import hmac
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from karn.apps.mailing.rules.addresses import same_address
from karn.platform.keys import kept_key

KEY = "suppressions.key"
"""The file in the data folder that holds the key of the hashes. Without it nobody's objection is known."""


def digest_of(address: str) -> str:
    """Return the keyed hash of an address, whatever its case: HMAC-SHA256, 128 bits."""
    told = b"karn mail\x00" + same_address(address).encode()
    return hmac.digest(_key(settings.INSTALLATION.data), told, "sha256").hex()[:32]


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    return kept_key(folder / KEY)
