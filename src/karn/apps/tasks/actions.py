"""Writes: tasks are made, changed, done, thrown away, and all of it taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.models import Task
from karn.apps.tasks.signals import settled
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a task."""

    text: str
    why: str = ""
    customer: Customer | None = None
    owner: Person | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Which row asks for a task: a code ("survey") and its number."""

    code: str
    number: int


def make_task(*, wanted: Wanted, origin: Origin | None = None, by: Person | None, at: datetime) -> Task:
    """Make a task; where its origin asked for one already, return that. Raises BadInput without a text."""
    task = Task(made_at=at, made_by=by, changed_at=at)
    _describe(task, wanted)
    with transaction.atomic():
        if origin is not None:
            if known := Task.objects.filter(origin=origin.code, number=origin.number).first():
                return known
            task.origin, task.number = origin.code, origin.number
        task.save()
        record(by=by, deed=Event.TASK_CHANGED, about=task, at=at, detail="made")
    return task


def change_task(*, task: Task, wanted: Wanted, by: Person, at: datetime, seen: str | None = None) -> Task:
    """Say something else of a task. `seen` is the :attr:`Task.version` its changer read.

    Raises ChangedMeanwhile when another one stands there now, BadInput without a text.
    """
    with transaction.atomic():
        stored = _held(task)
        if seen is not None and stored.version != seen:
            raise ChangedMeanwhile(stored)
        _describe(stored, wanted)
        return _kept(stored, "changed", by, at)


def finish_task(*, task: Task, outcome: str = "", by: Person, at: datetime) -> Task:
    """Remember that it is done, and what came of it. What is done already stays as it is."""
    with transaction.atomic():
        stored = _held(task)
        if stored.done_at is not None:
            return stored
        stored.done_at, stored.done_by, stored.outcome = at, by, one_line(outcome)[:500]
        _kept(stored, "done", by, at)
    _tell(stored, at)
    return stored


def reopen_task(*, task: Task, by: Person, at: datetime) -> Task:
    """Take back that it is done. What came of it so far stays written."""
    with transaction.atomic():
        stored = _held(task)
        stored.done_at = stored.done_by = None
        _kept(stored, "reopened", by, at)
    _tell(stored, at)
    return stored


def remove_task(*, task: Task, by: Person, at: datetime) -> None:
    """Throw a task away; it can be brought back."""
    with transaction.atomic():
        stored = _held(task)
        stored.removed_at = stored.removed_at or at
        _kept(stored, "removed", by, at)


def restore_task(*, task: Task, by: Person, at: datetime) -> None:
    """Bring a task back that was thrown away."""
    with transaction.atomic():
        stored = _held(task)
        stored.removed_at = None
        _kept(stored, "restored", by, at)


def _tell(task: Task, at: datetime) -> None:
    if task.origin and task.customer_id is not None:
        settled.send_robust(sender=Task, customer_id=task.customer_id, at=at)


def _held(task: Task) -> Task:
    """Return it as it is stored, locked until the transaction ends."""
    return Task.objects.select_for_update().get(pk=task.pk)


def _describe(task: Task, wanted: Wanted) -> None:
    text = one_line(wanted.text)[:300]
    if not text:
        raise BadInput("Say what is to be done.")
    task.text, task.why = text, one_line(wanted.why)[:500]
    task.customer, task.owner, task.due_on = wanted.customer, wanted.owner, wanted.due_on


def _kept(task: Task, what: str, by: Person, at: datetime) -> Task:
    task.changed_at = next_version(task.changed_at, at)
    task.save()
    record(by=by, deed=Event.TASK_CHANGED, about=task, at=at, detail=what)
    return task
