"""What came in or was set since the figures were made."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.company.actions import change_company
from karn.apps.desk.queries.waiting import Waiting, waiting_since, waits
from karn.apps.intake.models import Run, RunState
from karn.apps.measures.models import Refresh
from karn.apps.people.models import Role

MADE = datetime(2026, 4, 15, 12, tzinfo=UTC)
LATER, BEFORE = MADE + timedelta(minutes=1), MADE - timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def run(finished_at: datetime, **values: Any) -> Run:
    told = {"target": "customers", "source": "files", "state": RunState.DONE, "accepted": 2, "updated": 1}
    return Run.objects.create(**{**told, "created_at": BEFORE, "finished_at": finished_at, **values})


def refresh(at: datetime = MADE) -> Refresh:
    return Refresh.objects.create(as_of=at.date(), started_at=at, finished_at=at)


def test_rows_that_came_in_later_wait_for_the_next_refresh() -> None:
    made = refresh()
    run(BEFORE)
    run(MADE)
    assert not waiting_since(made)
    run(LATER)
    run(LATER, accepted=0, updated=0, unchanged=5)
    run(LATER, accepted=4, updated=0)
    assert waiting_since(made) == Waiting(rows=7)


def test_settings_that_figures_go_by_wait_and_others_do_not(world: Any) -> None:
    company, anna, made = world.company(), world.person(role=Role.ADMINISTRATOR), refresh()
    change_company(company, by=anna, at=BEFORE, winning_cost=Decimal(100))
    change_company(company, by=anna, at=LATER, name="Other", winning_cost=Decimal(100))
    assert waiting_since(made) == Waiting()
    change_company(company, by=anna, at=LATER, name="Third", winning_cost=Decimal(200))
    assert waiting_since(made) == Waiting(settings=True)


def test_an_import_waits_until_a_refresh_begins_after_it() -> None:
    imported = run(LATER)
    assert waits(imported)
    refresh()
    assert waits(imported)
    assert not waits(run(LATER, accepted=0, updated=0))
    refresh(LATER + timedelta(minutes=1))
    assert not waits(imported)
