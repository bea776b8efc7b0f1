"""What happens here because something happened below."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from karn.apps.people.models import HandOver, Person
from karn.apps.tasks.actions.moves import hand_tasks_back, hand_tasks_over


def go_along(
    *, made: HandOver, customers: Collection[int], is_back: bool, by: Person, at: datetime, **_told: Any
) -> None:
    """Customers were handed over, or back: what their account manager had to do for them goes along."""
    if is_back:
        hand_tasks_back(batch=made.pk, customers=customers, at=at)
    else:
        hand_tasks_over(
            giver=made.giver_id, taker=made.taker_id, customers=customers, batch=made.pk, by=by, at=at
        )
