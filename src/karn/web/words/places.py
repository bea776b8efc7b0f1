"""The pages and actions one can go to by name, from the search and the palette."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or an action: where it is, what it is called, who may. An action that `posts` is a button."""

    name: str
    icon: str
    words: Promise
    deed: Deed
    key: str = ""
    posts: bool = False
    logs: bool = False

    @property
    def address(self) -> str:
        """Its address, or nothing in a Karn that does not have it."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""


ACTIONS = (
    Place("new_conversation", "plus", _("Log a conversation"), Deed.LOG_CONVERSATIONS, key="l", logs=True),
    Place("new_customer", "plus", _("New customer"), Deed.CHANGE_CUSTOMERS),
    Place("new_import", "upload", _("Import a file"), Deed.IMPORT_FILES),
    Place("refresh", "refresh", _("Refresh the figures"), Deed.REFRESH, posts=True),
)
PAGES = (
    Place("dashboard", "chart-line", _("Dashboard"), Deed.SEE_FIGURES, key="g d"),
    Place("customers", "users", _("Customers"), Deed.SEE_CUSTOMERS, key="g c"),
    Place("unanswered", "messages", _("Unanswered"), Deed.SEE_CUSTOMERS, key="g u"),
    Place("duplicates", "users", _("Duplicates"), Deed.MERGE_CUSTOMERS),
    Place("figures", "table", _("Figures"), Deed.SEE_FIGURES, key="g f"),
    Place("imports", "upload", _("Imports"), Deed.IMPORT_FILES, key="g i"),
    Place("people", "user", _("People"), Deed.CHANGE_PEOPLE),
    Place("audit", "clock", _("Audit log"), Deed.SEE_AUDIT),
    Place("company", "settings", _("Company settings"), Deed.CHANGE_COMPANY),
    Place("state", "database", _("State of the system"), Deed.CHANGE_COMPANY),
)


def places_named(text: str, among: tuple[Place, ...], *, person: Person) -> list[Place]:
    """Return the places this person may go to that have every word of `text` in their name."""
    words = text.casefold().split()
    return [
        place
        for place in among
        if may(person.role, place.deed)
        and place.address
        and all(word in str(place.words).casefold() for word in words)
    ]
