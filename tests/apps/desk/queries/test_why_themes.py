"""What leavers said themselves stands beside why they left: as totals, before and after an improvement."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.desk.queries.why_themes import Around, themes_around, themes_said
from karn.apps.exits.models import Sum, ThemeSum
from karn.apps.lessons.models import Improvement
from karn.apps.people.rules import Role
from karn.kernel.period import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world: Any) -> None:
    world.company(language="en")
    for month, people, price in ((3, 6, 4), (5, 5, 2), (6, 7, 1)):
        ThemeSum(month=date(2026, month, 1), people=people, themes={"price": price, "contact": 1}).save()
    Sum(month=date(2026, 3, 1), people=5, themes={"moved": 5}).save()


@pytest.mark.usefixtures("told")
def test_the_months_of_the_period_count_confirmed_and_found_apart() -> None:
    said = themes_said(Period(date(2026, 3, 1), date(2026, 6, 1)))
    rows = [(one.code, one.confirmed, one.found) for one in said.themes]
    assert (said.confirmed, said.found) == (11, 5)
    assert rows == [("price", 6, 0), ("moved", 0, 5), ("contact", 2, 0)]
    assert themes_said(Period(date(2025, 1, 1), date(2026, 1, 1))).themes == ()


@pytest.mark.usefixtures("told")
def test_an_improvement_shows_what_leavers_named_before_and_since(client: Client, world: Any) -> None:
    eva, now = world.person(role=Role.MANAGER), timezone.now()
    days = {"due_on": date(2026, 5, 9), "done_on": date(2026, 5, 9), "made_at": now, "changed_at": now}
    one = Improvement.objects.create(reason="price", what="Tell prices", owner=eva, **days)
    assert themes_around([one, Improvement(reason="price")]) == {one.pk: Around(4, 6, 1, 7)}
    client.force_login(eva)
    shown = " ".join(client.get("/improvements/?state=done&lang=en").text.split())
    assert "4 of 6 answers in the half year before, 1 of 7 since" in shown
