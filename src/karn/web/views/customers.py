"""The list of customers and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.apps.contracts.queries import plans
from karn.apps.customers.queries.attributes import attributes_of
from karn.apps.customers.queries.duplicates import kept_instead_of, likely_the_same, source_ids_of
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.queries.customer_list import Row, all_rows, customer_page
from karn.apps.desk.queries.matching import Wish, tidy
from karn.apps.desk.queries.story import story_of
from karn.apps.people.actions.audit import record
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Event, may
from karn.apps.segments.queries import segments_for
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.downloads import Table, table_file
from karn.web.saved_views import opening, segment_shown, team_codes, views_of
from karn.web.words.standings import STANDINGS
from karn.web.words.together import deeds_for


@needs(Deed.SEE_CUSTOMERS)
def customers(request: HttpRequest) -> HttpResponse:
    """Show one page of the list of customers."""
    if (opens := opening(request, "customers")) is not None:
        return opens
    wish = wish_of(request)
    today = timezone.localdate()
    keep_listings(on=today)
    page = customer_page(wish, person=person_of(request), on=today)
    shown = {
        "wish": wish,
        "page": page,
        "people": active_people(),
        "plans": plans(),
        "kept": address_of(wish),
        "sortings": {
            "name": address_of(wish, sort="name"),
            "name_down": address_of(wish, sort="-name"),
            "mrr": address_of(wish, sort="mrr"),
            "mrr_down": address_of(wish, sort="-mrr"),
            "risk_down": address_of(wish, sort="-risk"),
        },
        "states": _states(),
        "deeds": deeds_for(person_of(request)),
        "narrowed": any((wish.search, wish.state, wish.owner, wish.plan, wish.segment, wish.key)),
        "segments": segments_for(person_of(request)),
        "segment": segment_shown(wish.segment, person=person_of(request), on=today),
        "teams": team_codes(),
        "views": views_of(request, "customers"),
    }
    return render(request, "customers/list.html", shown)


@needs(Deed.EXPORT)
def customers_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send the whole list, as it is searched, filtered and sorted, as a CSV or Excel file."""
    today = timezone.localdate()
    keep_listings(on=today)
    record(by=person_of(request), deed=Event.CUSTOMERS_EXPORTED, about=None, at=timezone.now())
    rows = all_rows(wish_of(request), person=person_of(request), on=today)

    return table_file(request, lambda: table_of(rows), f"customers-{today:%Y-%m-%d}")


@needs(Deed.SEE_CUSTOMERS)
def customer(request: HttpRequest, number: int) -> HttpResponse:
    """Show one customer's whole story. 404 for a customer there is not, or this person may not see."""
    story = story_of(
        number,
        person=person_of(request),
        on=timezone.localdate(),
        zone=ZoneInfo(timezone.get_current_timezone_name()),
        kind=request.GET.get("kind", ""),
        after=request.GET.get("after", ""),
        currency=company.currency if (company := getattr(request, "company", None)) else "",
    )
    if story is None:
        return _other(request, number)
    record(by=person_of(request), deed=Event.CUSTOMER_SEEN, about=story.customer, at=timezone.now())
    further: dict[str, object] = {
        "attributes": attributes_of(story.customer),
        "other_ids": source_ids_of(story.customer),
    }
    if may(person_of(request).role, Deed.MERGE_CUSTOMERS):
        further["alike"] = likely_the_same(story.customer, person=person_of(request))
    shown = further | {"story": story, "today": timezone.localdate(), "now": timezone.now()}
    return render(request, "customers/customer.html", shown)


def _other(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to whom a customer was found to be, or say that there is none."""
    kept = kept_instead_of(number, person=person_of(request))
    if kept is None:
        raise Http404
    return redirect("customer", kept.pk)


def wish_of(request: HttpRequest) -> Wish:
    """Return what the address asks of the list."""
    names = ("state", "owner", "plan", "segment", "key", "sort")
    told = {name: word_asked(request.GET, name) for name in names}
    search = word_asked(request.GET, "q")
    return tidy(Wish(search=search, place=request.GET.get("place", ""), **told))


def address_of(wish: Wish, sort: str = "") -> str:
    """Return what follows the `?` in the address of the list for this wish, in its own order or another."""
    asked = {
        "q": wish.search,
        "state": wish.state,
        "owner": wish.owner,
        "plan": wish.plan,
        "segment": wish.segment,
        "key": wish.key,
        "sort": sort or wish.sort,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _states() -> dict[str, str]:
    return {
        "active": _("Paying"),
        "risk": _("At risk"),
        "sign": _("A sign"),
        "leaving": _("Leaving"),
        "paused": _("Paused"),
        "left": _("Left"),
        "none": _("No contract"),
    }


def table_of(rows: Iterable[Row]) -> Table:
    """Return the list as a file holds it."""
    headings = [
        _("Id"), _("Name"), _("E-mail"), _("MRR"), _("Currency"), _("Customer since"),
        _("Account manager"), _("State"), _("Top reason"),
    ]  # fmt: skip
    return headings, (_cells(row) for row in rows)


def _cells(row: Row) -> list[object]:
    mrr = row.mrr.normalize() if row.currency else None  # the zeros of a sum differ between databases
    since: date | None = row.since
    return [
        row.source_id, row.name, row.email, mrr, row.currency, since, row.owner, STANDINGS[row.standing],
        row.reason,
    ]  # fmt: skip
