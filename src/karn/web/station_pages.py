"""Pages of a station, not there where the company switched it off; and the customer they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.web.access import person_of
from karn.web.frame import company_of

Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]

_LARGEST = 2**63 - 1


def at_station(station: Station) -> Callable[[View[Asked]], View[Asked]]:
    """Let a page be there only where the company needs this station: 404, saying so, where it is off.

    The view carries it as `station`, for links that would lead to such a page.
    """

    def guarded(view: View[Asked]) -> View[Asked]:
        @wraps(view)
        def guard(request: HttpRequest, *args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
            if not company_of(request).has(station):
                return render(request, "station_off.html", {"station": station.value}, status=404)
            return view(request, *args, **kwargs)

        guard.station = station  # type: ignore[attr-defined]  # read by `is_there`
        return cast("View[Asked]", guard)

    return guarded


def is_there(address: str, company: Company | None) -> bool:
    """Say whether the page at this address is there for the company: not switched off with its station."""
    station: Station | None = getattr(resolve(address).func, "station", None)
    return company is None or station is None or company.has(station)


def customer_or_404(request: HttpRequest, number: int) -> Customer:
    """Return the customer, with who looks after it; 404 for one this person may not see."""
    its = customers_visible_to(person_of(request)).select_related("owner").filter(pk=number)
    customer = its.first() if number <= _LARGEST else None
    if customer is None:
        raise Http404
    return customer
