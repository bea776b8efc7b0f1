"""The list of customers and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.rules.trades import Station
from karn.apps.contracts.queries import plans
from karn.apps.customers.models import Contact
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.customers.queries.attributes import attributes_of
from karn.apps.customers.queries.duplicates import kept_instead_of, likely_the_same, source_ids_of
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.queries.customer_list import Page, Row, all_rows, customer_page
from karn.apps.desk.queries.matching import Wish, tidy
from karn.apps.desk.queries.story import story_of
from karn.apps.desk.queries.timelines import whole_timeline
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import fits_on
from karn.apps.mailing.queries.standing import readers_of
from karn.apps.people.actions.audit import record
from karn.apps.people.queries import people_to_choose
from karn.apps.people.rules import Deed, Event, may
from karn.apps.segments.queries import segments_offered
from karn.apps.tasks.queries import open_tasks_of
from karn.platform.timeline import Entry
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
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
        "fits": _fits(request, page, today),
        "people": people_to_choose(),
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
        "segments": segments_offered(person_of(request)),
        "segment": segment_shown(wish.segment, person=person_of(request), on=today),
        "teams": team_codes(),
        "views": views_of(request, "customers"),
    }
    return render(request, "customers/list.html", shown)


def _fits(request: HttpRequest, page: Page, on: date) -> dict[int, str] | None:
    """Return who on the page meets the criteria, by customer; None where the company has none."""
    if not company_of(request).has(Station.CRITERIA):
        return None
    return fits_on(on, [row.customer_id for row in page.rows])


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
        "readers": readers_of(story.customer, story.contacts, on=timezone.localdate()),
        "tasks": open_tasks_of(story.customer),
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


def _all_rows(request: HttpRequest) -> Iterable[Row]:
    today = timezone.localdate()
    keep_listings(on=today)
    return all_rows(wish_of(request), person=person_of(request), on=today)


CUSTOMERS = list_as_file(
    Listing[Row](
        name="customers",
        address="customers/customers",
        rows=_all_rows,
        event=Event.CUSTOMERS_EXPORTED,
        columns=[
            (gettext_lazy("Id"), lambda row: row.source_id),
            (gettext_lazy("Name"), lambda row: row.name),
            (gettext_lazy("E-mail"), lambda row: row.email),
            (gettext_lazy("MRR"), lambda row: row.mrr if row.currency else None),
            (gettext_lazy("Currency"), lambda row: row.currency),
            (gettext_lazy("Customer since"), lambda row: row.since),
            (gettext_lazy("Account manager"), lambda row: row.owner),
            (gettext_lazy("State"), lambda row: STANDINGS[row.standing]),
            (gettext_lazy("Top reason"), lambda row: row.reason),
            (gettext_lazy("Right client?"), lambda row: Fit(row.fit).label if row.fit else ""),
        ],
    )
)


def _timeline(request: HttpRequest, number: int) -> Iterable[Entry]:
    found = get_object_or_404(customers_visible_to(person_of(request)), pk=number)
    note_seen(request, found, what="timeline")
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return whole_timeline(found.pk, zone=zone, kind=request.GET.get("kind", ""))


def _moment_of(entry: Entry) -> date | datetime:
    return entry.at.date() if entry.dated else entry.at  # a day begins in the company's zone


TIMELINE = list_as_file(
    Listing[Entry](
        name="timeline",
        address="customers/<int:number>/timeline",
        rows=_timeline,
        columns=[
            (gettext_lazy("When"), _moment_of),
            (gettext_lazy("What"), lambda entry: entry.title),
            (gettext_lazy("Details"), lambda entry: entry.detail),
            (gettext_lazy("Amount"), lambda entry: entry.amount),
            (gettext_lazy("Currency"), lambda entry: entry.currency if entry.amount is not None else ""),
            (gettext_lazy("Source"), lambda entry: entry.source),
        ],
    )
)


def _contacts(request: HttpRequest, number: int) -> Iterable[Contact]:
    found = get_object_or_404(customers_visible_to(person_of(request)), pk=number)
    note_seen(request, found, what="contacts")
    return contacts_of(found)


CONTACTS = list_as_file(
    Listing[Contact](
        name="contacts",
        address="customers/<int:number>/contacts",
        rows=_contacts,
        columns=[
            (gettext_lazy("Name"), lambda contact: contact.name),
            (gettext_lazy("Role"), lambda contact: contact.role),
            (gettext_lazy("E-mail"), lambda contact: contact.email),
            (gettext_lazy("Phone"), lambda contact: contact.phone),
            (gettext_lazy("Influence"), lambda contact: contact.get_influence_display()),
            (gettext_lazy("From"), lambda contact: contact.starts_on),
            (gettext_lazy("Until"), lambda contact: contact.ends_on),
        ],
    )
)
