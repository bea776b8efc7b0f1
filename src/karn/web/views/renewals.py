"""Which contracts come to the end of a term soon."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.queries.renewals import SORTS, RenewalRow, renewals_ahead
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Event
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of

SPANS = (30, 60, 90)
MOST_SHOWN = 200


@needs(Deed.SEE_CUSTOMERS)
def renewals(request: HttpRequest) -> HttpResponse:
    """Show the contracts whose term ends soon, and until when notice can be given."""
    if (opens := opening(request, "renewals")) is not None:
        return opens
    wish, rows = _wish(request), _rows(request)
    shown = {
        "views": views_of(request, "renewals"),
        "rows": rows[:MOST_SHOWN],
        "many": len(rows),
        "more": max(len(rows) - MOST_SHOWN, 0),
        "wish": wish,
        "spans": {days: _address(wish, days=str(days)) for days in SPANS},
        "sortings": {name: _address(wish, sort=name) for name in SORTS},
        "kept": _address(wish),
        "people": active_people(),
    }
    return render(request, "renewals.html", shown)


def _rows(request: HttpRequest) -> list[RenewalRow]:
    wish = _wish(request)
    days = int(wish["days"])
    person, today = person_of(request), timezone.localdate()
    return renewals_ahead(person, on=today, days=days, owner=wish["owner"], sort=wish["sort"])


def _wish(request: HttpRequest) -> dict[str, str]:
    days, sort = request.GET.get("days", ""), request.GET.get("sort", "")
    return {
        "days": days if days in map(str, SPANS) else str(SPANS[-1]),
        "owner": word_asked(request.GET, "owner"),
        "sort": sort if sort in SORTS else "on",
    }


def _address(wish: dict[str, str], **other: str) -> str:
    return urlencode({name: value for name, value in (wish | other).items() if value})


RENEWALS = list_as_file(
    Listing[RenewalRow](
        name="renewals",
        address="renewals/renewals",
        rows=_rows,
        event=Event.CUSTOMERS_EXPORTED,
        columns=[
            (_("Customer"), lambda row: row.customer),
            (_("Plan"), lambda row: row.plan),
            (_("Term ends on"), lambda row: row.renewal.on),
            (_("Notice until"), lambda row: row.renewal.notice_by),
            (_("MRR"), lambda row: row.mrr),
            (_("Currency"), lambda row: row.currency),
            (_("Account manager"), lambda row: row.owner),
        ],
    )
)
