"""Addresses by keyed hashes alone: the key lies outside the database."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from karn.apps.mailing.models import Consent, Mail, Suppression
from karn.apps.mailing.rules.addresses import same_address, usable_address
from karn.kernel.errors import KarnError, message
from karn.platform.keys import kept_key

KEY = "suppressions.key"
"""The file in the data folder that holds the key of the hashes. Without it nobody's objection is known."""


LOST = message(
    "The key suppressions.key is missing: nobody knows who wants no mail, so none goes. "
    "Bring it back into the data folder, from the file of keys kept apart from the backups."
)
OTHER = message("The key suppressions.key is not the one of before: bring that one back.")
LOOKED_AT = 50
"""How many addresses, the newest, are compared with their hashes."""


class LostKey(KarnError):
    """Somebody objected, and the key by which that is known is gone: a new one would forget them all."""


def digest_of(address: str) -> str:
    """Return the keyed hash of an address, whatever its case: HMAC-SHA256, 128 bits.

    Raises LostKey where the key is gone and somebody objected.
    """
    return digest_by(_key(settings.INSTALLATION.data), address)


def digest_by(key: bytes, address: str) -> str:
    """Return the keyed hash of an address by this key."""
    told = b"karn mail\x00" + same_address(address).encode()
    return hmac.digest(key, told, "sha256").hex()[:32]


def known_addresses() -> dict[str, str]:
    """Return the addresses that a mail or a consent still names, by their keyed hash."""
    return {
        digest: address
        for model in (Mail, Consent)
        for address, digest in model.objects.exclude(address="").values_list("address", "digest")
        if digest and usable_address(address)
    }


def _key(folder: Path) -> bytes:
    """Return the key as it lies there now: a process that runs on must not go by one of before."""
    path = folder / KEY
    try:
        its = path.stat()
    except FileNotFoundError:
        return kept_key(path, lambda _new: _refuse_where_lost())
    return _read_key(path, its.st_ino, its.st_mtime_ns)


@lru_cache(maxsize=8)
def _read_key(path: Path, _number: int, _changed: int) -> bytes:
    return path.read_bytes()


def _refuse_where_lost() -> None:
    if standing_count():
        raise LostKey(LOST)


def standing_count() -> int:
    """Return how many objections, complaints and bounces stand."""
    return Suppression.objects.filter(lifted_at=None).count()


def standing_among(digests: Collection[str]) -> int:
    """Return how many of what stands are against these keyed hashes."""
    standing = Suppression.objects.filter(lifted_at=None).values_list("digest", flat=True)
    return sum(digest in digests for digest in standing)


def flaw_of_key() -> str:
    """Say, as a template, what is wrong with the key where anything stands against an address."""
    if not standing_count():
        return ""
    if not (settings.INSTALLATION.data / KEY).exists():
        return LOST
    return OTHER if _is_another() else ""


def _is_another() -> bool:
    """Say whether the newest address that is kept with its hash has another one by the key there is now."""
    for model in (Mail, Consent):
        told = model.objects.exclude(address="").exclude(digest="").order_by("-pk")
        for address, digest in told.values_list("address", "digest")[:LOOKED_AT]:
            if address.isascii() and usable_address(address):
                return bool(digest != digest_of(address))
    return False
