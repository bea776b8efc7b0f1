"""What each customer brings and costs, and what an hour costs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.costs import set_hour_rate
from karn.apps.contracts.queries.margins import MarginRow, hour_rates, margin_rows, years_with_costs
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.downloads import Table, table_file
from karn.web.forms.money import HourRateForm

MOST_SHOWN = 200


@needs(Deed.SEE_CUSTOMERS)
def margins(request: HttpRequest) -> HttpResponse:
    """Show what customers brought and cost in a year, the worst margin first."""
    year, rows = _year(request), _rows(request)
    shown = {
        "year": year,
        "years": years_with_costs(timezone.localdate()),
        "rows": rows[:MOST_SHOWN],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "unknown": sum(row.margin.margin is None for row in rows),
    }
    return render(request, "margins/list.html", shown)


@needs(Deed.EXPORT)
def margins_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send the whole list as a CSV or Excel file."""
    at = timezone.now()
    record(by=person_of(request), deed=Event.CUSTOMERS_EXPORTED, about=None, at=at, detail="margins")
    rows = _rows(request)

    def table() -> Table:
        headings = [
            _("Customer"), _("Brought"), _("Hours"), _("Cost of the hours"), _("Other costs"), _("Margin"),
            _("Currency"), _("Hours without a price"), _("Account manager"),
        ]  # fmt: skip
        return headings, (_cells(row) for row in rows)

    return table_file(request, table, f"margins-{_year(request)}")


@needs(Deed.CHANGE_COMPANY)
def rates(request: HttpRequest) -> HttpResponse:
    """Show and set what an hour costs."""
    form = HourRateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_hour_rate(**form.cleaned_data, by=person_of(request), at=timezone.now())
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("It is stored."))
            return redirect("hour_rates")
    shown = {"form": form, "rates": hour_rates(), "currency": current_company().currency}
    return render(request, "margins/rates.html", shown, status=400 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    asked, today = request.GET.get("year", ""), timezone.localdate()
    is_year = asked.isascii() and asked.isdigit() and len(asked) == 4 and 1900 < int(asked) <= today.year
    return int(asked) if is_year else today.year


def _rows(request: HttpRequest) -> list[MarginRow]:
    today, person = timezone.localdate(), person_of(request)
    return margin_rows(person, year=_year(request), on=today, currency=current_company().currency)


def _cells(row: MarginRow) -> list[object]:
    margin, owner = row.margin, row.customer.owner
    amounts = (margin.revenue, margin.hours, margin.hours_cost, margin.costs, margin.margin)
    told = [None if one is None else one.normalize() for one in amounts]
    unpriced = margin.unpriced.normalize() if margin.unpriced else None
    return [row.customer.name, *told, row.currency, unpriced, owner.name if owner else ""]
