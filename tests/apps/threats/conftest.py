"""One look, as the rules get it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from karn.apps.customers.models import Customer
from karn.apps.threats.rules.finding import Look


@pytest.fixture
def look() -> Callable[..., Look]:
    def _look(
        on: date, *, answer_days: int = 2, rhythm_days: int = 90, watched: set[int] | None = None
    ) -> Look:
        return Look(
            on=on,
            until=datetime.combine(on + timedelta(days=1), time(), UTC) - timedelta(microseconds=1),
            answer_days=answer_days,
            rhythm_days=rhythm_days,
            watched=frozenset(Customer.objects.values_list("pk", flat=True)) if watched is None else watched,
        )

    return _look
