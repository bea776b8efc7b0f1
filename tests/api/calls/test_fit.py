"""Checks against the criteria, through the API."""

from datetime import date
from typing import Any

import pytest

from karn.apps.fit.models import Check, Criterion

pytestmark = pytest.mark.django_db
NOON = "2026-01-01T12:00:00Z"


def test_checks_come_page_by_page_with_what_each_criterion_came_to(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    asked = Criterion.objects.create(
        ready="pays", question="", kind="question", place=1, made_at=NOON, known_at=NOON
    )
    for day in range(1, 52):
        on = date.fromordinal(date(2026, 1, 1).toordinal() + day)
        Check.objects.create(
            customer=customer, on=on, until=on if day < 51 else None, fit="not_right",
            answers=f" {asked.pk}n ", occasion="check", at=NOON,
        )  # fmt: skip
    first = manager.get("/fit/checks").json()
    second = manager.get(f"/fit/checks?cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 1, None)
    told = manager.get("/fit/checks?state=now").json()["items"]
    assert [(one["customer_name"], one["on"], one["fit"], one["answers"]) for one in told] == [
        ("Bakker", "2026-02-21", "not_right", [{"criterion": asked.pk, "name": "Pays", "met": "no"}])
    ]
