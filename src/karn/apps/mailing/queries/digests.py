"""Addresses by keyed hashes alone: the key lies outside the database."""

from __future__ import annotations

import hmac
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
    told = b"karn mail\x00" + same_address(address).encode()
    return hmac.digest(_key(settings.INSTALLATION.data), told, "sha256").hex()[:32]


@lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    return kept_key(folder / KEY, lambda _new: _refuse_where_lost())


def _refuse_where_lost() -> None:
    if standing_count():
        raise LostKey(LOST)


def standing_count() -> int:
    """Return how many objections, complaints and bounces stand."""
    return Suppression.objects.filter(lifted_at=None).count()


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
        told = model.objects.exclude(address="").order_by("-pk").values_list("address", "digest")
        for address, digest in told[:LOOKED_AT]:
            if address.isascii() and usable_address(address):
                return bool(digest != digest_of(address))
    return False
