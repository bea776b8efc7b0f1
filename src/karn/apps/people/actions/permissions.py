"""Refusing what somebody's role does not allow."""

from __future__ import annotations

from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may
from karn.kernel.errors import BadInput, message

ADMINISTRATORS_ONLY = message("Only an administrator may do this.")
MANAGERS_ONLY = message("This takes the role of a manager or an administrator.")


def refuse_unless_may(by: Person, deed: Deed, *, otherwise: str) -> None:
    """Raise BadInput, saying `otherwise`, for somebody switched off or whose role may not do this."""
    if not (by.is_active and may(by.role, deed)):
        raise BadInput(otherwise)
