"""What a link to the questions opens."""

from __future__ import annotations

from datetime import datetime

from karn.apps.exits.models import Invitation
from karn.apps.exits.queries.holders import seal_of
from karn.platform.links import NoSuchLink, open_link

PURPOSE = "exits.answer"
AUDIENCE = "leaver"
"""The same for every link: in the main database nothing tells one from another."""


def invited_by(secret: str, *, at: datetime) -> Invitation:
    """Return the invitation of a link. Raises NoSuchLink, the same whatever is wrong, or answered already."""
    open_link(secret, purpose=PURPOSE, at=at)
    invitation = Invitation.objects.filter(seal=seal_of(secret)).first()
    if invitation is None:
        raise NoSuchLink
    return invitation
