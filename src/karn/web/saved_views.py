"""Lists as somebody keeps them: the tabs above a list, and the one it opens with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from karn.apps.people.models import Person
from karn.apps.people.queries.persons import team_choices
from karn.apps.people.rules import Deed
from karn.apps.segments.models import SavedView
from karn.apps.segments.queries import condition_of, segment_for
from karn.apps.segments.queries.views import views_offered
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import person_of

if TYPE_CHECKING:
    from karn.apps.segments.queries.views import OfferedView


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a list's address is kept, what of it is usual and left out, and what opening the list takes."""

    names: tuple[str, ...]
    usual: Mapping[str, str] = field(default_factory=dict)
    deed: Deed = Deed.SEE_CUSTOMERS


LISTS: Final[dict[str, Kept]] = {
    "audit": Kept(("person", "deed", "since", "until", "kind", "object"), deed=Deed.SEE_AUDIT),
    "customers": Kept(("q", "state", "owner", "plan", "segment", "key", "sort"), {"sort": "name"}),
    "duplicates": Kept(("put",), deed=Deed.MERGE_CUSTOMERS),
    "margins": Kept(("year",)),
    "problems": Kept(("owner", "status", "sort")),
    "promises": Kept(("state", "owner"), {"state": "open"}),
    "renewals": Kept(("days", "owner", "sort"), {"days": "90", "sort": "on"}),
    "tasks": Kept(("whose", "state"), {"whose": "me", "state": "open"}),
    "unanswered": Kept(("who", "owner", "segment", "age")),
    "why": Kept(
        ("months", "from", "to", "kind", "segment", "by"), {"months": "12", "kind": "choice", "by": "plan"}
    ),
}
"""The lists that can be kept, by the name of their address."""

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Tab:
    """One saved view above a list; `here` says that the list shows it, `opens` that it opens with it."""

    view: SavedView
    address: str
    here: bool
    mine: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Tabs:
    """All views above a list. `asked` is what the list shows now; nothing means everything."""

    of: str
    tabs: list[Tab]
    asked: dict[str, str]
    everything: str

    @property
    def here(self) -> Tab | None:
        """The view the list shows, if it is one."""
        return next((tab for tab in self.tabs if tab.here), None)

    @property
    def opens_with_one(self) -> bool:
        """Whether the list opens with a view, and not with everything."""
        return any(tab.opens for tab in self.tabs)


@dataclass(frozen=True, slots=True)
class Shown:
    """The segment a list is narrowed to: its name, or why it holds nobody."""

    number: int = 0
    name: str = ""
    error: str = ""


def team_codes() -> list[tuple[str, str]]:
    """Return the teams a list can be narrowed to, as its address names them."""
    return [(f"team-{number}", name) for number, name in team_choices()]


def asked_of(of: str, told: Mapping[str, Any]) -> dict[str, str]:
    """Return what of an address (or a form) is kept of a list; what is usual is left out."""
    its = LISTS[of]
    asked = {name: str(told.get(name, "")).replace("\x00", "").strip()[:_LONGEST] for name in its.names}
    return {name: value for name, value in asked.items() if value and its.usual.get(name) != value}


def opening(request: HttpRequest, of: str) -> HttpResponseRedirect | None:
    """Lead to the view a list opens with for this person, where the address asks for nothing at all."""
    if request.GET:
        return None
    view = next((view for view in _offered(request, of) if view.opens), None)
    return None if view is None else HttpResponseRedirect(address_of_view(view))


def views_of(request: HttpRequest, of: str) -> Tabs:
    """Return the views above a list. One query."""
    person, asked = person_of(request), asked_of(of, request.GET)
    tabs = [
        Tab(
            view=view,
            address=address_of_view(view),
            here=asked_of(of, view.asked) == asked,
            mine=view.owner_id == person.pk,
            opens=view.opens,
        )
        for view in _offered(request, of)
    ]
    return Tabs(of, tabs, asked, f"{reverse(of)}?view=all")


def _offered(request: HttpRequest, of: str) -> list[OfferedView]:
    """Return the views of a list, asked for once while its page is made."""
    read: dict[str, list[OfferedView]] = request.__dict__.setdefault("karn_views", {})
    if of not in read:
        read[of] = views_offered(person_of(request), of)
    return read[of]


def address_of_view(view: SavedView) -> str:
    """Return the address of a list as a view keeps it."""
    asked = asked_of(view.of, view.asked) or {"view": "all"}
    return f"{reverse(view.of)}?{urlencode(asked)}"


def segment_shown(segment: str, *, person: Person, on: date) -> Shown | None:
    """Return the segment an address names; None for none."""
    if not segment:
        return None
    is_number = segment.isascii() and segment.isdecimal() and len(segment) < 19
    found = segment_for(person, int(segment)) if is_number else None
    if found is None:
        return Shown(error=_("There is no such segment (any more): nobody is shown."))
    try:
        condition_of(found, on=on)
    except BadInput as error:
        return Shown(error=in_words(error))
    return Shown(found.pk, found.name)
