"""Signed links: given to one reader for one purpose, for a time. Opening one never acts.

A link's secret holds 160 random bits and a seal over purpose and secret: a guess is refused by the seal,
without asking the database, and a link for one kind of page says nothing to another kind's. What is kept is
a hash, so whoever reads the database can open nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from karn.kernel.errors import KarnError
from karn.platform.models import Link

_SECRET, _SEAL = 20, 8
LENGTH = 38
"""The signs of a link's secret: letters, digits, - and _."""


class NoSuchLink(KarnError):
    """The link is unknown, of another kind, expired or revoked: the reader learns no more than this."""

    def __init__(self) -> None:
        super().__init__("This link does not work, or no longer.")


def make_link(*, purpose: str, audience: str, expires_at: datetime, at: datetime) -> str:
    """Give out a link for one purpose and audience; return its secret, which is kept nowhere.

    Raises ValueError for an end that is not to come.
    """
    if expires_at <= at:
        raise ValueError("A link must end after it begins.")
    secret = secrets.token_bytes(_SECRET)
    text = _written(secret + _seal(purpose, secret))
    Link.objects.create(
        purpose=purpose, audience=audience, digest=_digest(text), made_at=at, expires_at=expires_at
    )
    return text


def open_link(text: str, *, purpose: str, at: datetime) -> Link:
    """Return the link whose secret this is. Raises NoSuchLink, the same whatever is wrong with it."""
    if not _is_sealed(text, purpose):
        raise NoSuchLink
    link = Link.objects.filter(
        digest=_digest(text), purpose=purpose, revoked_at=None, expires_at__gt=at, made_at__lte=at
    ).first()
    if link is None:
        raise NoSuchLink
    return link


def revoke_links(*, purpose: str, audience: str, at: datetime) -> int:
    """Make every link to this thing open nothing more; return how many did until now."""
    return Link.objects.filter(purpose=purpose, audience=audience, revoked_at=None, expires_at__gt=at).update(
        revoked_at=at
    )


def forget_links(*, purpose: str, before: datetime) -> int:
    """Delete what is known of links of a kind that were over before then; return how many those were."""
    return Link.objects.filter(purpose=purpose, expires_at__lt=before).delete()[0]


def _is_sealed(text: str, purpose: str) -> bool:
    if len(text) != LENGTH or not text.isascii():
        return False
    try:
        told = base64.b64decode(text + "=" * (-LENGTH % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    secret, seal = told[:_SECRET], told[_SECRET:]
    # Written anew, because several texts decode to the same bytes.
    return hmac.compare_digest(seal, _seal(purpose, secret)) and _written(told) == text


def _written(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def _seal(purpose: str, secret: bytes) -> bytes:
    key = hashlib.sha256(b"karn links\x00" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, purpose.encode() + b"\x00" + secret, hashlib.sha256).digest()[:_SEAL]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
