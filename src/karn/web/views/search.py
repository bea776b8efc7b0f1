"""One search over all that has a name, pages and actions: a page, and what the palette shows of it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from karn.apps.company.models import Company
from karn.apps.desk.queries.named import Named, named_found
from karn.apps.desk.queries.search import contacts_found, customers_found
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.words.places import ACTIONS, LISTED, PAGES, Place, places_named


@needs(Deed.SEE_CUSTOMERS)
def search(request: HttpRequest) -> HttpResponse:
    """Show the first few of each kind that match."""
    text, person = _text(request), person_of(request)
    company = company_of(request)
    kinds = {
        "actions": places_named(text, ACTIONS, person=person, company=company),
        "pages": places_named(text, PAGES, person=person, company=company),
        "customers": customers_found(text, person=person),
        "contacts": contacts_found(text, person=person),
        "named": _named(text, person, company),
    }
    shown = {"text": text, "found": any(kinds.values()), **kinds}
    name = "search/results.html" if request.htmx else "search/page.html"  # type: ignore[attr-defined]
    return render(request, name, shown)


def _named(text: str, person: Person, company: Company | None) -> list[tuple[Place, list[Named]]]:
    """Return what is found by name, each kind under the list that it stands in, where that is open."""
    lists = {place.name: place for place in places_named("", PAGES, person=person, company=company)}
    open_kinds = [kind for kind, name in LISTED.items() if name in lists]
    found = named_found(text, person=person, kinds=open_kinds)
    return [(lists[LISTED[kind]], list(its)) for kind, its in groupby(found, lambda one: one.kind)]


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


MOST_FOUND = 10_000
"""So many of a kind go into a file."""

Found = tuple[str | Promise, str, str, str]


def _found(request: HttpRequest) -> list[Found]:
    """Return all that is found: its kind, its name, what tells it from others, at which customer."""
    text, person = _text(request), person_of(request)
    customers = customers_found(text, person=person, limit=MOST_FOUND)
    contacts = contacts_found(text, person=person, limit=MOST_FOUND)
    return [
        *((gettext_lazy("Customer"), one.name, one.detail, one.name) for one in customers),
        *((gettext_lazy("Contact"), one.name, one.role, one.customer) for one in contacts),
    ]


SEARCH = list_as_file(
    Listing[Found](
        name="search",
        address="search/search",
        rows=_found,
        columns=[
            (gettext_lazy("Kind"), lambda row: row[0]),
            (gettext_lazy("Name"), lambda row: row[1]),
            (gettext_lazy("Details"), lambda row: row[2]),
            (gettext_lazy("Customer"), lambda row: row[3]),
        ],
    )
)
