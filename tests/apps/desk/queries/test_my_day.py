"""My day: overdue, today and next, in order; covers; what is put off; a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.desk.queries.my_day import Part, my_day
from karn.apps.people.models import Cover, Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Wanted, give_task, make_task, snooze_task
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


def task(owner: Person, text: str, days: int | None = 0, urgency: int = 0, **told: Any) -> Task:
    due_on = None if days is None else TODAY + timedelta(days=days)
    made = make_task(wanted=Wanted(text, owner=owner, due_on=due_on, **told), by=owner, at=AT)
    Task.objects.filter(pk=made.pk).update(urgency=urgency)
    return made


def titles(person: Person, on: date = TODAY, **asked: Any) -> dict[str, list[str]]:
    mine = my_day(person, on=on, **asked)
    return {part.value: [row.task.title for row in rows] for part, rows in mine.parts}


def test_what_is_overdue_comes_first_the_most_urgent_of_it_and_then_by_day(eva: Person) -> None:
    for text, days, urgency in (
        ("next week", 7, 9), ("today", 0, 0), ("urgent today", 0, 2), ("late", -3, 0), ("later", -1, 0),
        ("late and urgent", -1, 3), ("some day", None, 9), ("tomorrow", 1, 0),
    ):  # fmt: skip
        task(eva, text, days, urgency)
    assert titles(eva, limit=20) == {
        "overdue": ["late and urgent", "late", "later"],
        "today": ["urgent today", "today"],
        "next": ["tomorrow", "next week", "some day"],
    }
    mine = my_day(eva, on=TODAY)
    assert (len(mine.rows), mine.more) == (7, 1)
    assert mine.counts == {Part.OVERDUE: 3, Part.TODAY: 2, Part.NEXT: 3}


def test_what_is_put_off_comes_back_on_its_day(eva: Person) -> None:
    late = task(eva, "late", -5)
    snooze_task(task=late, until=TODAY + timedelta(days=3), by=eva, on=TODAY, at=AT)
    assert (titles(eva), my_day(eva, on=TODAY).asleep) == ({}, 1)
    assert titles(eva, TODAY + timedelta(days=2)) == {}
    assert titles(eva, TODAY + timedelta(days=3)) == {"today": ["late"]}
    assert titles(eva, TODAY + timedelta(days=4)) == {"overdue": ["late"]}


def test_who_covers_has_the_others_rows_marked_and_only_on_those_days(eva: Person, world: Any) -> None:
    bo, third = world.person(name="Bo", role=Role.ACCOUNT_MANAGER), world.person(role=Role.SERVICE)
    its = task(bo, "of Bo", customer=world.customer("Bakker", owner=bo))
    task(third, "of a third")
    week = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=7)}
    Cover.objects.create(away=bo, covering=eva, **week)
    Cover.objects.create(away=third, covering=bo, **week)
    [row] = my_day(eva, on=TODAY).rows
    assert (row.task, row.whose, my_day(eva, on=TODAY).covered) == (its, "Bo", ["Bo"])
    assert titles(eva, TODAY + timedelta(days=7)) == {}
    assert [row.whose for row in my_day(bo, on=TODAY).rows] == ["", third.name]


def test_who_got_a_task_reads_from_whom_and_why_and_hidden_customers_have_none(
    eva: Person, world: Any
) -> None:
    bo = world.person(name="Bo", role=Role.SERVICE)
    given = task(bo, "Call", customer=world.customer("Bakker"))
    move = give_task(task=given, to=eva, reason="You know them", by=bo, at=AT)
    task(eva, "of who is in the bin", customer=world.customer("Gone", owner=eva, deleted_at=AT))
    [row] = my_day(eva, on=TODAY).rows
    assert (row.given, row.task.shown_customer) == (move, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_however_many_rows(
    eva: Person, world: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        task(eva, f"Call {number}", customer=world.customer(owner=eva))
    with django_assert_num_queries(11):
        [(row.task.title, row.task.customer, row.given, row.is_meeting) for row in my_day(eva, on=TODAY).rows]
