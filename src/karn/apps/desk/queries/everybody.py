"""Where every customer stands on a day: a few sets, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Max, QuerySet

from karn.apps.contracts.queries import (
    ids_on_hold,
    ids_that_ended,
    leaving_on,
    mrr_cents,
    price_states_on,
    standings_of,
)
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.intake.models import Run
from karn.apps.threats.queries import latest_observation, open_signals
from karn.platform.prepared import prepared


class Place(NamedTuple):
    """Where one customer stands: what is paid a month in cents, and the strongest sign of leaving."""

    standing: Standing
    mrr_cents: int = 0
    strength: int = 0


def places_on(day: date) -> dict[int, Place]:
    """Return where every customer stands on `day`, by id. Six queries."""
    cents = dict(
        price_states_on(day)
        .order_by()
        .values(number=F("subscription__customer"))
        .annotate(cents=mrr_cents())
        .values_list("number", "cents")
    )
    leaving = set(leaving_on(day).values_list("pk", flat=True))
    resting = dict.fromkeys(ids_that_ended(day).iterator(), Place(Standing.LEFT))
    resting |= dict.fromkeys(ids_on_hold(day).iterator(), Place(Standing.PAUSED))
    nothing = Place(Standing.NONE)
    signs = dict(open_signals().order_by().values_list("customer").annotate(of=Max("strength")))
    places = {}
    for number in Customer.objects.values_list("pk", flat=True).iterator():
        if number not in cents:
            places[number] = resting.get(number, nothing)
        elif number in leaving:
            places[number] = Place(Standing.LEAVING, cents[number])
        else:
            places[number] = Place(Standing.ACTIVE, cents[number], signs.get(number, 0))
    return places


def places_of(customers: Collection[int], day: date) -> dict[int, Place]:
    """Return where these customers (ids) stand on `day`; who is hidden is left out. Five queries."""
    present = list(Customer.objects.filter(pk__in=customers).values_list("pk", flat=True))
    cents = dict(
        price_states_on(day)
        .filter(subscription__customer__in=present)
        .order_by()
        .values(number=F("subscription__customer"))
        .annotate(cents=mrr_cents())
        .values_list("number", "cents")
    )
    signs = dict(
        open_signals()
        .filter(customer__in=present)
        .order_by()
        .values_list("customer")
        .annotate(of=Max("strength"))
    )
    standings = standings_of(present, day)
    return {
        number: Place(
            standings[number],
            cents.get(number, 0),
            signs.get(number, 0) if standings[number] == Standing.ACTIVE else 0,
        )
        for number in present
    }


@prepared
def _last_import() -> QuerySet[Run, Any]:
    finished = Run.objects.filter(finished_at__isnull=False).order_by("-finished_at")
    return finished.values_list("finished_at", flat=True)[:1]


def state_of_the_data(day: date) -> str:
    """Name the day, the last import and the last look of the rules: with another name come other places."""
    imported_at = next(iter(_last_import()), None)
    look = latest_observation()
    return f"{day} {imported_at} {look.at if look else None}"
