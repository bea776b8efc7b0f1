"""Tasks that rows ask for: made once, kept in step, withdrawn; what people chose stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.people.rules import Role
from karn.apps.tasks.actions import (
    Asked,
    Kept,
    Wanted,
    change_task,
    finish_task,
    keep_tasks,
    remove_task,
)
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import open_tasks_of, task_from

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
LATER = AT + timedelta(days=1)
DUE, OTHER = date(2026, 11, 5), date(2026, 11, 9)


def task(number: int) -> Task:
    found = task_from("care.test", number)
    assert found is not None
    return found


def test_what_is_asked_twice_is_made_once_and_follows_what_is_asked_now(world: Any) -> None:
    eva, customer = world.person(), world.customer()
    asked = Asked(1, DUE, customer_id=customer.pk, facts={"name": "a"})
    assert keep_tasks(kind="care.test", asked=[asked], at=AT) == Kept(1, 0, 0)
    assert keep_tasks(kind="care.test", asked=[asked], at=LATER) == Kept(0, 0, 0)
    moved = Asked(1, OTHER, customer_id=customer.pk, owner_id=eva.pk, facts={"name": "b"})
    assert keep_tasks(kind="care.test", asked=[moved], at=LATER) == Kept(0, 1, 0)
    assert (task(1).due_on, task(1).owner, task(1).facts) == (OTHER, eva, {"name": "b"})


def test_what_nobody_asks_for_any_more_is_withdrawn_and_opens_when_asked_again(world: Any) -> None:
    one, two = world.customer(), world.customer()
    both = [Asked(1, DUE, customer_id=one.pk), Asked(2, DUE, customer_id=two.pk)]
    keep_tasks(kind="care.test", asked=both, at=AT)
    assert keep_tasks(kind="care.test", asked=[], at=LATER, among=[one.pk]) == Kept(0, 0, 1)
    assert (open_tasks_of(one), len(open_tasks_of(two))) == ([], 1)
    assert keep_tasks(kind="care.test", asked=both, at=LATER) == Kept(0, 1, 0)
    assert len(open_tasks_of(one)) == 1


def test_what_is_done_or_thrown_away_is_not_asked_again(world: Any) -> None:
    eva, customer = world.person(role=Role.MANAGER), world.customer()
    both = [Asked(number, DUE, customer_id=customer.pk) for number in (1, 2)]
    keep_tasks(kind="care.test", asked=both, at=AT)
    finish_task(task=task(1), by=eva, at=AT)
    remove_task(task=task(2), by=eva, at=AT)
    assert keep_tasks(kind="care.test", asked=both, at=LATER) == Kept(0, 0, 0)
    assert open_tasks_of(customer) == []


def test_what_was_ticked_off_opens_again_after_a_week_where_its_row_still_asks(world: Any) -> None:
    eva, customer = world.person(role=Role.MANAGER), world.customer()
    asked = [Asked(1, DUE, customer_id=customer.pk)]
    keep_tasks(kind="care.test", asked=asked, at=AT)
    finish_task(task=task(1), by=eva, at=AT)
    assert keep_tasks(kind="care.test", asked=asked, at=AT + timedelta(days=6)) == Kept(0, 0, 0)
    assert keep_tasks(kind="care.test", asked=asked, at=AT + timedelta(days=8)) == Kept(0, 1, 0)
    assert (task(1).is_open, task(1).due_on) == (True, date(2026, 11, 9))
    assert "still to be done" in task(1).because
    remove_task(task=task(1), by=eva, at=AT + timedelta(days=8))
    assert keep_tasks(kind="care.test", asked=asked, at=AT + timedelta(days=60)) == Kept(0, 0, 0)
    assert keep_tasks(kind="care.test", asked=asked, at=AT + timedelta(days=70)) == Kept(0, 1, 0)
    assert keep_tasks(kind="care.test", asked=[], at=AT + timedelta(days=71)) == Kept(0, 0, 1)


def test_an_owner_and_a_day_chosen_by_hand_stay(world: Any) -> None:
    eva, sven, customer = world.person(), world.person(), world.customer()
    keep_tasks(kind="care.test", asked=[Asked(1, DUE, customer_id=customer.pk, owner_id=eva.pk)], at=AT)
    wanted = Wanted("Ask them", customer=customer, owner=sven, due_on=date(2026, 12, 1))
    change_task(task=task(1), wanted=wanted, by=eva, at=AT)
    keep_tasks(kind="care.test", asked=[Asked(1, OTHER, customer_id=customer.pk, owner_id=eva.pk)], at=LATER)
    assert (task(1).due_on, task(1).owner, task(1).text) == (date(2026, 12, 1), sven, "Ask them")


def test_what_is_old_is_not_late_on_the_day_it_is_first_asked_for_and_grows_late_from_there(
    world: Any,
) -> None:
    customer = world.customer()
    old = Asked(1, date(2021, 3, 4), customer_id=customer.pk)
    assert keep_tasks(kind="care.test", asked=[old], at=AT) == Kept(1, 0, 0)
    assert keep_tasks(kind="care.test", asked=[old], at=AT + timedelta(days=9)) == Kept(0, 0, 0)
    assert task(1).due_on == AT.date()
    keep_tasks(kind="care.test", asked=[Asked(1, DUE, customer_id=customer.pk)], at=LATER)
    assert task(1).due_on == DUE


def test_a_promise_that_was_overdue_before_anybody_asked_stays_overdue(world: Any) -> None:
    due_on = date(2026, 3, 4)
    keep_tasks(kind="care.promise", asked=[Asked(1, due_on, customer_id=world.customer().pk)], at=AT)
    found = task_from("care.promise", 1)
    assert found is not None
    assert found.due_on == due_on
