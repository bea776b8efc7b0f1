"""The pages and actions one can go to by name, from the search and the palette."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or an action: its name among the addresses, its icon, what it is called, its key.

    An action that `posts` is a button; the one that `logs` opens the dialog.
    """

    name: str
    icon: str
    words: Promise
    key: str = ""
    posts: bool = False
    logs: bool = False

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.name)

    def is_open_to(self, person: Person) -> bool:
        """Say whether this person may go there: the page itself says which deed it takes."""
        deed: Deed | None = getattr(resolve(self.address).func, "deed", None)  # see karn.web.access.needs
        return deed is None or may(person.role, deed)


ACTIONS = (
    Place("new_conversation", "plus", _("Log a conversation"), key="l", logs=True),
    Place("new_customer", "plus", _("New customer")),
    Place("new_import", "upload", _("Import a file")),
    Place("refresh", "refresh", _("Refresh the figures"), posts=True),
    Place("new_cover", "users", _("Arrange cover")),
    Place("invite", "user", _("Invite somebody")),
)
PAGES = (
    Place("dashboard", "chart-line", _("Dashboard"), key="g d"),
    Place("customers", "users", _("Customers"), key="g c"),
    Place("unanswered", "messages", _("Unanswered"), key="g u"),
    Place("segments", "filter", _("Segments"), key="g s"),
    Place("duplicates", "users", _("Duplicates")),
    Place("customer_bin", "x", _("Bin")),
    Place("figures", "table", _("Figures"), key="g f"),
    Place("imports", "upload", _("Imports"), key="g i"),
    Place("me", "key", _("Your own page")),
    Place("people", "user", _("People")),
    Place("audit", "clock", _("Audit log")),
    Place("company", "settings", _("Company settings")),
    Place("attributes", "settings", _("Your own attributes")),
    Place("state", "database", _("State of the system")),
)


def places_named(text: str, among: tuple[Place, ...], *, person: Person) -> list[Place]:
    """Return the places this person may go to that have every word of `text` in their name."""
    words = text.casefold().split()
    return [
        place
        for place in among
        if place.is_open_to(person) and all(word in str(place.words).casefold() for word in words)
    ]
