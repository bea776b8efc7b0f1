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

__all__ = [
    "EVENT_NAMES",
    "ROLE_NAMES",
    "Deed",
    "Event",
    "Role",
    "may",
    "roles_that_may",
    "sees_every_customer",
]
