"""Writes that go through several apps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from karn.apps.contracts.rules import Standing
from karn.apps.customers.actions.customers import empty_bin
from karn.apps.desk.models import Listing, ListingsMade
from karn.apps.desk.queries.everybody import Place, places_of, places_on, state_of_the_data
from karn.apps.desk.signals import refreshed
from karn.apps.measures.actions import Progress, refresh_measures
from karn.apps.measures.models import Refresh
from karn.apps.people.actions.kept_answers import forget_old_answers
from karn.apps.personal.actions.erasures import finish_what_waits
from karn.apps.threats.actions import observe_signals
from karn.apps.threats.queries import open_signals
from karn.kernel.points import point
from karn.platform.databases import update_statistics
from karn.platform.prepared import prepared

_KEEP = """
    INSERT INTO desk_listing (customer_id, standing, mrr_cents, strength) VALUES (%s, %s, %s, %s)
    ON CONFLICT (customer_id) DO UPDATE
    SET standing = excluded.standing, mrr_cents = excluded.mrr_cents, strength = excluded.strength
"""


def refresh_everything(*, as_of: date, at: datetime, progress: Progress | None = None) -> Refresh:
    """Make everything the pages show anew, as of the day `as_of`: the figures, and who is at risk.

    Who is in the bin for long enough is gone for good first, and so is what programs were answered.
    Raises KarnError when another refresh runs, or when the data cannot be used.
    """
    empty_bin(at=at)
    forget_old_answers(at=at)
    finish_what_waits(at=at)
    update_statistics(connection)
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
        with connection.cursor() as cursor:  # ten times as quick as rows made one by one
            cursor.executemany(_KEEP, changed)
        ListingsMade.objects.update_or_create(pk=1, defaults={"of": state_of_the_data(on)})
    return len(changed)


def keep_listing_of(*, customer_id: int) -> None:
    """Bring the strongest sign of one customer in step with what the rules see now."""
    strengths = open_signals().filter(customer=customer_id).aggregate(most=Max("strength"))
    watched = Listing.objects.filter(customer=customer_id, standing=Standing.ACTIVE)
    watched.update(strength=strengths["most"] or 0)


def keep_listings_of(*, customers: Collection[int], on: date) -> None:
    """Bring the list in step with what changed of these customers (ids); who is hidden leaves it."""
    places = places_of(customers, on)
    with transaction.atomic():
        Listing.objects.filter(customer__in=set(customers) - places.keys()).delete()
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, _changed(places, among=places))


def _are_kept(on: date) -> bool:
    return bool(_made(of=state_of_the_data(on)))


@prepared
def _made(of: str) -> QuerySet[ListingsMade, int]:
    return ListingsMade.objects.filter(of=of).values_list("pk", flat=True)[:1]


def _changed(
    places: dict[int, Place], among: Collection[int] | None = None
) -> list[tuple[int, str, int, int]]:
    listings = Listing.objects.all() if among is None else Listing.objects.filter(customer__in=among)
    rows = listings.values_list("customer", "standing", "mrr_cents", "strength")
    kept = {told[0]: told for told in rows.iterator()}
    now = ((pk, place.standing.value, place.mrr_cents, place.strength) for pk, place in places.items())
    return [told for told in now if kept.get(told[0]) != told]
