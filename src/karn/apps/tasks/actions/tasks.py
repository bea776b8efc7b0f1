"""Writes: tasks are made, changed, done, thrown away, and all of it taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import store_changed
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.moves import keep_giving
from karn.apps.tasks.models import Task
from karn.apps.tasks.rules.kinds import urgency_of
from karn.apps.tasks.signals import settled
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a task."""

    text: str = ""
    why: str = ""
    customer: Customer | None = None
    owner: Person | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Which row asks for a task: a code ("survey") and its number.

    Where the code is a kind, `facts` are what the kind says it with, to each reader in his language.
    """

    code: str
    number: int
    facts: dict[str, Any] = field(default_factory=dict)


def make_task(*, wanted: Wanted, origin: Origin | None = None, by: Person | None, at: datetime) -> Task:
    """Make a task; where its origin asked for one already, return that.

    Raises BadInput without a text, unless the origin's kind says it.
    """
    task = Task(made_at=at, made_by=by, changed_at=at, facts=origin.facts if origin else {})
    if origin is not None and task.facts:
        task.customer, task.owner, task.due_on = wanted.customer, wanted.owner, wanted.due_on
        task.urgency = urgency_of(origin.code, task.facts)
    else:
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
        giver = stored.owner_id
        _describe(stored, wanted)
        if giver != stored.owner_id:
            keep_giving(stored, giver, by=by, at=at)
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
    if task.origin:
        told = {"customer_id": task.customer_id, "origin": task.origin, "number": task.number}
        settled.send_robust(sender=Task, **told, is_done=task.done_at is not None, at=at)


def _held(task: Task) -> Task:
    """Return it as it is stored, locked until the transaction ends."""
    return Task.objects.select_for_update().get(pk=task.pk)


def _describe(task: Task, wanted: Wanted) -> None:
    text = one_line(wanted.text)[:300]
    if not text:
        raise BadInput("Say what is to be done.")
    why = one_line(wanted.why)[:500]
    # What the kind says is not kept as words of one language.
    task.text = "" if task.pk and not task.text and text == task.title else text
    task.why = "" if task.pk and not task.why and why == task.because else why
    task.customer, task.owner, task.due_on = wanted.customer, wanted.owner, wanted.due_on


def _kept(task: Task, what: str, by: Person, at: datetime) -> Task:
    task.changed_at = next_version(task.changed_at, at)
    store_changed(task, by=by, at=at)
    record(by=by, deed=Event.TASK_CHANGED, about=task, at=at, detail=what)
    return task
