"""What each customer brings and costs, and what an hour costs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.costs import set_hour_rate
from karn.apps.contracts.models import HourRate
from karn.apps.contracts.queries.margins import MarginRow, hour_rates, margin_rows, years_with_costs
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.forms.amounts import amount_text
from karn.web.forms.money import HourRateForm
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of

MOST_SHOWN = 200


@needs(Deed.SEE_CUSTOMERS)
def margins(request: HttpRequest) -> HttpResponse:
    """Show what customers brought and cost in a year, the worst margin first."""
    if (opens := opening(request, "margins")) is not None:
        return opens
    year, rows = _year(request), _rows(request)
    shown = {
        "views": views_of(request, "margins"),
        "year": year,
        "years": years_with_costs(timezone.localdate()),
        "rows": rows[:MOST_SHOWN],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "unknown": sum(row.margin.margin is None for row in rows),
    }
    return render(request, "margins/list.html", shown)


@needs(Deed.CHANGE_COMPANY)
def rates(request: HttpRequest) -> HttpResponse:
    """Show and set what an hour costs; 409 with both values when somebody else did meanwhile."""
    form, status = HourRateForm(request.POST or None, rates=hour_rates()), 200
    if request.method == "POST" and form.is_valid():
        try:
            who, seen = person_of(request), form.seen_of_role()
            set_hour_rate(**form.cleaned_data, by=who, at=timezone.now(), seen=seen)
        except ChangedMeanwhile as error:
            now = HourRateForm(rates=hour_rates())
            rate = error.stored.rate if isinstance(error.stored, HourRate) else None
            form.meet(now.seen, {"rate": amount_text(rate)})
            status = 409
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("It is stored."))
            return redirect("hour_rates")
    shown = {"form": form, "rates": hour_rates(), "currency": current_company().currency}
    return render(request, "margins/rates.html", shown, status=400 if form.errors else status)


def _year(request: HttpRequest) -> int:
    asked, today = request.GET.get("year", ""), timezone.localdate()
    is_year = asked.isascii() and asked.isdigit() and len(asked) == 4 and 1900 < int(asked) <= today.year
    return int(asked) if is_year else today.year


def _rows(request: HttpRequest) -> list[MarginRow]:
    today, person = timezone.localdate(), person_of(request)
    return margin_rows(person, year=_year(request), on=today, currency=current_company().currency)


MARGINS = list_as_file(
    Listing[MarginRow](
        name="margins",
        address="margins/margins",
        rows=_rows,
        event=Event.CUSTOMERS_EXPORTED,
        file=lambda request: f"margins-{_year(request)}",
        columns=[
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (gettext_lazy("Brought"), lambda row: row.margin.revenue),
            (gettext_lazy("Hours"), lambda row: row.margin.hours),
            (gettext_lazy("Cost of the hours"), lambda row: row.margin.hours_cost),
            (gettext_lazy("Other costs"), lambda row: row.margin.costs),
            (gettext_lazy("Margin"), lambda row: row.margin.margin),
            (gettext_lazy("Currency"), lambda row: row.currency),
            (gettext_lazy("Hours without a price"), lambda row: row.margin.unpriced or None),
            (gettext_lazy("Account manager"), lambda row: row.customer.owner and row.customer.owner.name),
        ],
    )
)

HOUR_RATES = list_as_file(
    Listing[HourRate](
        name="hour_rates",
        address="margins/rates/rates",
        rows=lambda _request: hour_rates(),
        deed=Deed.CHANGE_COMPANY,
        columns=[
            (gettext_lazy("Role"), lambda rate: rate.role or _("Everybody")),
            (gettext_lazy("What an hour costs"), lambda rate: rate.rate),
            (gettext_lazy("Currency"), lambda _rate: current_company().currency),
        ],
    )
)
