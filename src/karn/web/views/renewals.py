"""Which contracts come to the end of a term soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from karn.apps.contracts.actions import renewal_plans as actions
from karn.apps.contracts.models import Subscription
from karn.apps.contracts.queries.renewals import SORTS, RenewalRow, plans_of, renewals_ahead
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Event
from karn.apps.surveys.queries.half_terms import half_term_survey, signs_again
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.undo import offer_undo

SPANS = (30, 60, 90)
MOST_SHOWN = 200


@needs(Deed.SEE_CUSTOMERS)
def renewals(request: HttpRequest) -> HttpResponse:
    """Show the contracts whose term ends soon, and until when notice can be given."""
    if (opens := opening(request, "renewals")) is not None:
        return opens
    wish, rows = _wish(request), _rows(request)
    signs = signs_again([row.customer_id for row in rows[:MOST_SHOWN]])
    plans = plans_of(rows[:MOST_SHOWN])
    shown = {
        "views": views_of(request, "renewals"),
        "rows": [
            (row, signs.get(row.customer_id), plans.get(row.subscription_id)) for row in rows[:MOST_SHOWN]
        ],
        "survey": half_term_survey(),
        "many": len(rows),
        "more": max(len(rows) - MOST_SHOWN, 0),
        "wish": wish,
        "spans": {days: _address(wish, days=str(days)) for days in SPANS},
        "sortings": {name: _address(wish, sort=name) for name in SORTS},
        "kept": _address(wish),
        "people": active_people(),
    }
    return render(request, "renewals.html", shown)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def plan_renewal(request: HttpRequest, number: int) -> HttpResponse:
    """Note what is planned for the next end of a contract."""
    # Only where no plan was read can one be made: another one is taken back first.
    told = {"words": word_asked(request.POST, "words"), "seen": ""}
    if _do(request, actions.plan_renewal, subscription=number, **told):
        offer_undo(request, gettext("Planned."), reverse("unplan_renewal", args=[number]))
    return back(request, reverse("renewals"))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def unplan_renewal(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what is planned for the next end of a contract."""
    if _do(request, actions.unplan_renewal, subscription=number):
        messages.success(request, gettext("The plan is taken back."))
    return back(request, reverse("renewals"))


def _do(request: HttpRequest, act: Callable[..., Any], **told: Any) -> bool:
    now = timezone.now()
    try:
        act(**told, by=person_of(request), on=timezone.localdate(now), at=now)
    except Subscription.DoesNotExist as error:
        raise Http404 from error
    except ChangedMeanwhile as error:
        both = {"theirs": getattr(error.stored, "words", ""), "mine": told.get("words", "")}
        said = gettext("Stored meanwhile: %(theirs)s. You asked for: %(mine)s.") % both
        messages.error(request, said)
        return False
    except BadInput as error:
        messages.error(request, in_words(error))
        return False
    return True


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
