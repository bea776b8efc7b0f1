"""A promise with a day is somebody's task; done it is kept, and kept it is done."""

from datetime import timedelta
from typing import Any

import pytest
from tests.apps.care.conftest import AT, ON

from karn.apps.care.actions.following import follow_taken_back
from karn.apps.care.actions.promises import Promised, change_promise, make_promise, settle_promise
from karn.apps.care.models import Moment, Promise
from karn.apps.care.queries.changes import newest_change
from karn.apps.care.queries.promises import (
    PROMISE_ROWS,
    PromiseCounts,
    promise_counts,
    promises_overdue,
)
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def promise(client_of: Any) -> Promise:
    promised = Promised("Send the report", due_on=ON + timedelta(days=2), contact=client_of.jo)
    return make_promise(customer=client_of.customer, promised=promised, by=client_of.eva, on=ON, at=AT)


def test_a_task_that_is_done_keeps_the_promise_and_opened_again_it_is_open(
    client_of: Any, promise: Promise
) -> None:
    task = Task.objects.get(origin="care.promise")
    assert (task.due_on, task.owner, task.title) == (
        promise.due_on,
        client_of.eva,
        "Keep the promise: Send the report",
    )
    finish_task(task=task, by=client_of.eva, at=LATER)
    promise.refresh_from_db()
    assert (promise.outcome, promise.settled_on, Moment.objects.get().facts["outcome"]) == (
        "kept",
        ON,
        "kept",
    )
    reopen_task(task=task, by=client_of.eva, at=LATER)
    promise.refresh_from_db()
    assert (promise.outcome, promise.settled_on, Moment.objects.count()) == ("open", None, 0)


def test_a_promise_kept_on_its_page_is_a_task_done_and_taken_back_it_is_open(
    client_of: Any, promise: Promise
) -> None:
    settle_promise(promise=promise, outcome="kept", by=client_of.eva, on=ON, at=LATER)
    task = Task.objects.get(origin="care.promise")
    assert task.done_by == client_of.eva
    change = newest_change(promise)
    assert change
    follow_taken_back(
        customer=client_of.customer, change=change.pk, by=client_of.eva, at=LATER + timedelta(hours=1)
    )
    task.refresh_from_db()
    promise.refresh_from_db()
    assert (task.is_open, promise.outcome) == (True, "open")


def test_a_broken_promise_is_nobodys_task_and_counts_against_us(client_of: Any, promise: Promise) -> None:
    day = ON + timedelta(days=3)
    assert list(promises_overdue(ON)) == []
    assert list(promises_overdue(day)) == [promise]
    number = client_of.customer.pk
    assert promise_counts([number], on=day)[number] == PromiseCounts(
        open=1, overdue=1, oldest_due_on=promise.due_on
    )
    settle_promise(promise=promise, outcome="broken", by=client_of.eva, on=day, at=LATER)
    assert Task.objects.get(origin="care.promise").withdrawn_at is not None
    assert promise_counts([number], on=day)[number] == PromiseCounts(broken=1, latest_on=day)


def test_another_day_moves_the_task_and_rows_for_the_lake_are_read(client_of: Any, promise: Promise) -> None:
    from django.db import connection  # noqa: PLC0415

    change_promise(promise=promise, promised=Promised("Send it", due_on=ON), by=client_of.eva, at=LATER)
    assert Task.objects.get(origin="care.promise").due_on == ON
    with connection.cursor() as cursor:
        cursor.execute(PROMISE_ROWS.format(hidden="SELECT -1"))
        (row,) = cursor.fetchall()
    assert row[1:7] == (str(client_of.customer.pk), "2026-06-15", "2026-06-15", None, "open", "hand")
