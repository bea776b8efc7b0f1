"""Links of mails that wait, sealed: a copy of the database alone opens nothing."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

SEALED = "sealed:"


def sealed(link: str) -> str:
    """Return the link so that it is read with this installation's secret key alone; none stays none."""
    return f"{SEALED}{_box().encrypt(link.encode()).decode()}" if link else ""


def unsealed(kept: str) -> str | None:
    """Return the link again, or None where it was sealed with another key. What is not sealed is as it is."""
    if not kept.startswith(SEALED):
        return kept
    try:
        return _box().decrypt(kept.removeprefix(SEALED).encode()).decode()
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = salted_hmac("karn mail links", "fernet", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
