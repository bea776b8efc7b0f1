"""Who may do what, and what a chain of entries must be."""

from karn.apps.people.rules.events import EVENT_NAMES, Event
from karn.apps.people.rules.roles import (
    ROLE_NAMES,
    Deed,
    Role,
    may,
    roles_that_may,
    sees_every_customer,
)
from karn.apps.people.rules.scopes import SCOPE_NAMES, Scope

__all__ = [
    "EVENT_NAMES",
    "ROLE_NAMES",
    "SCOPE_NAMES",
    "Deed",
    "Event",
    "Role",
    "Scope",
    "may",
    "roles_that_may",
    "sees_every_customer",
]
