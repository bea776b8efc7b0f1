"""What can be done with many customers of a list, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from karn.apps.customers.models import Together
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may

MERGE = "merge"
"""Leads two chosen customers to their merge; it changes nothing by itself."""


def deeds_for(person: Person) -> list[tuple[str, str]]:
    """Return what this person can do with many customers of the list: code and words."""
    allowed = {
        Together.OWNER: may(person.role, Deed.HAND_OVER),
        Together.TEAM: may(person.role, Deed.CHANGE_CUSTOMERS),
        Together.KEY: may(person.role, Deed.CHANGE_CUSTOMERS),
        Together.ATTRIBUTE: may(person.role, Deed.CHANGE_CUSTOMERS),
        Together.BIN: may(person.role, Deed.CHANGE_CUSTOMERS),
    }
    deeds = [(str(deed), str(deed.label)) for deed, is_allowed in allowed.items() if is_allowed]
    if may(person.role, Deed.MERGE_CUSTOMERS):
        deeds.append((MERGE, _("Merge two")))
    if may(person.role, Deed.EXPORT):
        deeds += [("csv", _("Take along as CSV")), ("xlsx", _("Take along for Excel"))]
    return deeds
