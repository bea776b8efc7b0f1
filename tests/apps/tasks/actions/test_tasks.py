"""Tasks: made once per origin, changed with a version, done and taken back; seen by who may."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import (
    Origin,
    Wanted,
    change_task,
    finish_task,
    make_task,
    remove_task,
    reopen_task,
    restore_task,
)
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import open_tasks_of, task_for, task_page, tasks_visible_to
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_a_row_that_asks_twice_gets_one_task(world: Any) -> None:
    wanted = Wanted("Call  them\x00", customer=world.customer())
    first = make_task(wanted=wanted, origin=Origin("survey", 7), by=None, at=AT)
    again = make_task(wanted=wanted, origin=Origin("survey", 7), by=None, at=AT)
    assert (first.pk, first.text, Task.objects.count()) == (again.pk, "Call them", 1)


def test_a_task_without_words_is_refused(world: Any) -> None:
    with pytest.raises(BadInput):
        make_task(wanted=Wanted(" \x00 "), by=world.person(), at=AT)
    assert Task.objects.count() == 0


def test_a_done_task_can_be_opened_again_and_a_lost_one_brought_back(world: Any) -> None:
    eva, customer = world.person(role=Role.MANAGER), world.customer()
    task = make_task(wanted=Wanted("Call", customer=customer, owner=eva), by=eva, at=AT)
    done = finish_task(task=task, outcome="They stay", by=eva, at=AT + timedelta(hours=1))
    assert (done.done_at, done.done_by, done.outcome) == (AT + timedelta(hours=1), eva, "They stay")
    assert open_tasks_of(customer) == []
    reopen_task(task=task, by=eva, at=AT + timedelta(hours=2))
    assert open_tasks_of(customer) == [task]
    remove_task(task=task, by=eva, at=AT)
    assert (open_tasks_of(customer), task_for(eva, task.pk)) == ([], None)
    assert task_for(eva, task.pk, removed=True) == task
    restore_task(task=task, by=eva, at=AT)
    assert open_tasks_of(customer) == [task]
    told = AuditEntry.objects.filter(deed="task_changed").order_by("number").values_list("detail", flat=True)
    assert list(told) == ["made", "done", "reopened", "removed", "restored"]


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world: Any) -> None:
    eva = world.person()
    task = make_task(wanted=Wanted("Call"), by=eva, at=AT)
    change_task(task=task, wanted=Wanted("Visit"), by=eva, at=AT, seen=task.version)
    with pytest.raises(ChangedMeanwhile):
        change_task(task=task, wanted=Wanted("Write"), by=eva, at=AT, seen=task.version)
    assert Task.objects.get().text == "Visit"


def test_an_account_manager_sees_tasks_of_own_customers_and_own_ones_alone(world: Any) -> None:
    eva, other = world.person(role=Role.ACCOUNT_MANAGER), world.person(role=Role.ACCOUNT_MANAGER)
    mine = make_task(wanted=Wanted("A", customer=world.customer(owner=eva), owner=other), by=None, at=AT)
    theirs = make_task(wanted=Wanted("B", customer=world.customer(owner=other), owner=eva), by=None, at=AT)
    alone = make_task(wanted=Wanted("C", owner=eva, due_on=date(2026, 10, 1)), by=other, at=AT)
    foreign = make_task(wanted=Wanted("D", owner=other), by=other, at=AT)
    elsewhere = make_task(wanted=Wanted("E", customer=theirs.customer, owner=other), by=eva, at=AT)
    assert set(tasks_visible_to(eva)) == {mine, alone, theirs}
    assert set(tasks_visible_to(other)) == {mine, theirs, alone, foreign, elsewhere}
    assert task_page(eva, whose="all").rows == [alone, mine, theirs]
    assert [task_for(eva, one.pk) for one in (elsewhere, foreign)] == [None, None]
    found = task_for(eva, theirs.pk)
    assert found
    assert (found.customer_seen, found.shown_customer) == (False, None)
