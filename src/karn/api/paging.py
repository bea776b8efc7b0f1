"""Where the next page begins: a sealed word that holds for the same question alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.core.signing import BadSignature, Signer, b64_decode, b64_encode

from karn.api.problems import FieldProblem, Refused


def cursor_after(place: str, asked: Mapping[str, object]) -> str | None:
    """Return the cursor of a page that begins after `place`; None where there is none."""
    return _signer(asked).sign(b64_encode(place.encode()).decode()) if place else None


def place_of(cursor: str, asked: Mapping[str, object]) -> str:
    """Return the place a cursor names; nothing for none. Raises Refused for one of another list."""
    if not cursor:
        return ""
    try:
        return b64_decode(_signer(asked).unsign(cursor).encode()).decode()
    except BadSignature:
        told = "Take `next` of the page before, and ask otherwise the same."
        field = FieldProblem(field="query.cursor", message=told)
        raise Refused(422, "refused", "This is no cursor of this list.", [field]) from None


def _signer(asked: Mapping[str, object]) -> Signer:
    question = json.dumps(dict(asked), sort_keys=True, default=str)
    return Signer(salt=f"karn.api.cursor.{hashlib.sha256(question.encode()).hexdigest()}")
