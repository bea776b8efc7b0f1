"""What happens here because something happened below."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company, local_day
from karn.apps.desk.actions import keep_listing_of, keep_listings_of, lock_calendar
from karn.apps.people.models import Person


def keep_up(*, customer_id: int, **_told: Any) -> None:
    """The rules looked at one customer again: bring that one's place in the list in step."""
    keep_listing_of(customer_id=customer_id)


def relist(*, numbers: Collection[int], at: datetime, **_told: Any) -> None:
    """Customers came, went, or turned out to be one: the list knows at once."""
    keep_listings_of(customers=numbers, on=local_day(at, current_company()))


def lock_out(*, person: Person, at: datetime, **_told: Any) -> None:
    """Somebody is let in no more: nor is whoever has the address of their calendar."""
    lock_calendar(person=person, at=at)
