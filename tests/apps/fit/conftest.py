"""Criteria and people to check customers by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.models import Customer
from karn.apps.fit.actions.checks import check_customer
from karn.apps.fit.models import Check, Criterion
from karn.apps.fit.rules.judging import Met
from karn.apps.people.models import Person

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HAS_CITY = {
    "version": 1,
    "root": {"match": "all", "parts": [{"field": "customers.city", "operator": "not_empty", "values": []}]},
}


class Fits:
    """Writes criteria and checks down, one plain call each."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def question(self, name: str = "We click", **values: Any) -> Criterion:
        return self._criterion(name, kind="question", question=f"{name}?", **values)

    def rule(self, name: str = "Near", definition: dict[str, Any] = HAS_CITY, **values: Any) -> Criterion:
        return self._criterion(name, kind="rule", definition=definition, **values)

    def _criterion(self, name: str, **values: Any) -> Criterion:
        place = Criterion.objects.count() + 1
        return Criterion.objects.create(
            **{"name": name, "place": place, "made_at": NOON, "known_at": NOON, **values}
        )

    def check(self, customer: Customer, *, days: int = 0, **given: str) -> Check:
        """Let the person answer questions, by name: y, n or u; `days` later than today."""
        numbers = dict(Criterion.objects.values_list("name", "pk"))
        return check_customer(
            customer=customer,
            given={numbers[name]: (Met(answer), f"because {answer}") for name, answer in given.items()},
            by=self.person,
            on=TODAY + timedelta(days),
            at=NOON + timedelta(days),
        )


@pytest.fixture
def fits(world) -> Fits:
    world.company()
    return Fits(world.person(name="Anna", role="manager"))
