"""One search over customers, contacts, pages and actions: a page, and what the palette shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karn.apps.desk.queries.search import contacts_found, customers_found
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.frame import company_of
from karn.web.words.places import ACTIONS, PAGES, places_named


@needs(Deed.SEE_CUSTOMERS)
def search(request: HttpRequest) -> HttpResponse:
    """Show the first few of each kind that match."""
    text, person = request.GET.get("q", "").strip()[:200], person_of(request)
    company = company_of(request)
    kinds = {
        "actions": places_named(text, ACTIONS, person=person, company=company),
        "pages": places_named(text, PAGES, person=person, company=company),
        "customers": customers_found(text, person=person),
        "contacts": contacts_found(text, person=person),
    }
    shown = {"text": text, "found": any(kinds.values()), **kinds}
    name = "search/results.html" if request.htmx else "search/page.html"  # type: ignore[attr-defined]
    return render(request, name, shown)
