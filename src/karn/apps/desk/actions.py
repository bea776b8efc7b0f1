"""Writes that go through several apps."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.desk.models import Listing, ListingsMade
from karn.apps.desk.queries.everybody import Place, places_on, state_of_the_data
from karn.apps.desk.signals import refreshed
from karn.apps.measures.actions import Progress, refresh_measures
from karn.apps.measures.models import Refresh
from karn.apps.threats.actions import observe_signals
from karn.kernel.points import point

_BATCH = 1000


def refresh_everything(*, as_of: date, at: datetime, progress: Progress | None = None) -> Refresh:
    """Make everything the pages show anew, as of the day `as_of`: the figures, and who is at risk.

    Raises KarnError when another refresh runs, or when the data cannot be used.
    """
    refresh = refresh_measures(as_of=as_of, at=at, progress=progress)
    observe_signals(on=as_of, at=at)
    point("refresh.signals_observed")
    keep_listings(on=as_of)
    refreshed.send_robust(sender=None, as_of=as_of)
    return refresh


def keep_listings(*, on: date) -> int:
    """Bring what the list of customers goes by in step with day `on` and the data; return how many changed.

    Quick where nothing happened since the last time, two queries more. Only what changed is written.
    """
    if _are_kept(on):
        return 0
    with transaction.atomic():
        if _are_kept(on):  # somebody else just did it
            return 0
        changed = _changed(places_on(on))
        Listing.objects.bulk_create(
            changed,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["customer"],
            update_fields=["standing", "mrr_cents", "strength"],
        )
        ListingsMade.objects.update_or_create(pk=1, defaults={"of": state_of_the_data(on)})
    return len(changed)


def _are_kept(on: date) -> bool:
    return ListingsMade.objects.filter(of=state_of_the_data(on)).exists()


def _changed(places: dict[int, Place]) -> list[Listing]:
    rows = Listing.objects.values_list("customer", "standing", "mrr_cents", "strength")
    kept = {number: tuple(told) for number, *told in rows.iterator()}
    return [
        Listing(
            customer_id=number,
            standing=place.standing.value,
            mrr_cents=place.mrr_cents,
            strength=place.strength,
        )
        for number, place in places.items()
        if kept.get(number) != (place.standing.value, place.mrr_cents, place.strength)
    ]
