"""Writes: that one of us read how leaving works here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.farewell.actions.checklists import settle_reading
from karn.apps.farewell.queries.procedures import version_now
from karn.apps.people.models import Person


def mark_read(*, by: Person, seen: str, at: datetime) -> bool:
    """Note that `by` read the procedure; say whether what they saw is the one of now.

    The step that asks for it is done for everybody who leaves from their care.
    """
    if seen != version_now():
        return False
    with transaction.atomic():
        settle_reading(by=by, version=seen, at=at)
    return True
