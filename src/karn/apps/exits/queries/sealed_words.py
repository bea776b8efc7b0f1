"""By which words a leaver is known, sealed with the link's own secret: only who opens the link unseals them.

They are needed once, to strike them out of what the leaver writes, and go with the invitation.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from karn.platform.redaction import Words


def sealed_words(words: Words, secret: str) -> str:
    """Return the words as only the holder of the link's secret can read them."""
    return _box(secret).encrypt(json.dumps(words.stored()).encode()).decode()


def unsealed_words(kept: str, secret: str) -> Words:
    """Return the words again; none where they were sealed with another secret, or never were."""
    try:
        return Words.kept(json.loads(_box(secret).decrypt(kept.encode())))
    except InvalidToken:
        return Words()


def _box(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"karn exit words\x00" + secret.encode()).digest()))
