"""What one side of a review said, sealed until the other is in.

It is kept as one text that only this installation's secret key opens, so that no page, list, file, search,
hand-out or look into the database tells it; that the other side is in is checked by the one action that
opens it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

_PAD = 256
"""A sealed text's length tells little: what is in it is filled up to a multiple of so many signs."""


def sealed(scores: Mapping[str, int], words: Mapping[str, str]) -> str:
    """Return what was said as a text that tells nothing."""
    told = json.dumps({"scores": dict(scores), "words": dict(words)})
    padded = told.ljust(-(-len(told) // _PAD) * _PAD)
    return _box().encrypt(padded.encode()).decode()


def unsealed(kept: str) -> tuple[dict[str, int], dict[str, str]] | None:
    """Return the scores and words again; None for nothing, or where another key sealed it."""
    try:
        told: dict[str, Any] = json.loads(_box().decrypt(kept.encode()))
    except (InvalidToken, ValueError):
        return None
    return told["scores"], told["words"]


def _box() -> Fernet:
    key = salted_hmac("karn care reviews", "fernet", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
