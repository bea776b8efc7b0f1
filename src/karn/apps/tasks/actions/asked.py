"""Writes: tasks that rows ask for, kept in step with what the rows say now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.tasks.models import OPEN, Task
from karn.apps.tasks.rules.kinds import TICKED, kind_of, urgency_of
from karn.platform.facts import next_version

_BATCH = 500
_IN_STEP = [
    "facts", "urgency", "asked", "due_on", "snoozed_until", "owner", "customer", "withdrawn_at", "changed_at",
    "done_at", "done_by", "removed_at",
]  # fmt: skip

TICKED_OFF, THROWN_AWAY = timedelta(days=7), timedelta(days=60)
"""So long a task stays away that was ticked off, or thrown away, while its row goes on asking for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one row asks for: `number` is the row's, `facts` are what the kind says it with."""

    number: int
    due_on: date
    customer_id: int | None = None
    owner_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many tasks were made, brought in step and withdrawn."""

    made: int
    changed: int
    withdrawn: int


def keep_tasks(
    *, kind: str, asked: Iterable[Asked], at: datetime, among: Collection[int] | None = None
) -> Kept:
    """Keep the tasks of one kind in step with what its rows ask for now.

    What is asked for is made once and brought in step, and is never due before it was first asked for, but
    for what was promised or is due by law (`Kind.keeps_day`); an open task nobody asks for any more is
    withdrawn, and opens again when it is asked for again. What is done or thrown away stays so while its row
    asks no more; where the row goes on asking, nothing was done about it, and the task opens again after a
    while (:data:`TICKED_OFF`, :data:`THROWN_AWAY`). An owner or a day that somebody chose by hand stays.
    `among` narrows what this call speaks for to these customers (ids); without it, it speaks for everybody.
    """
    wanted = {one.number: one for one in asked}
    with transaction.atomic():
        known = {task.number: task for task in _known(kind, wanted, among) if task.number is not None}
        made = [_made(kind, one, at) for number, one in wanted.items() if number not in known]
        Task.objects.bulk_create(made, batch_size=_BATCH, ignore_conflicts=True)
        changed = [task for number, task in known.items() if _brought_in_step(task, wanted.get(number), at)]
        Task.objects.bulk_update(changed, _IN_STEP, batch_size=_BATCH)
    withdrawn = sum(task.withdrawn_at == at for task in changed)
    return Kept(len(made), len(changed) - withdrawn, withdrawn)


def _known(kind: str, wanted: Collection[int], among: Collection[int] | None) -> list[Task]:
    """Return the open tasks of this kind, and those of the rows that ask, all locked."""
    stored = Task.objects.select_for_update().filter(origin=kind).order_by("pk")
    its_open = stored.filter(OPEN) if among is None else stored.filter(OPEN, customer__in=among)
    found = list(its_open)
    others = sorted(set(wanted) - {task.number for task in found})
    for start in range(0, len(others), _BATCH):
        found += stored.filter(number__in=others[start : start + _BATCH])
    return found


def _made(kind: str, one: Asked, at: datetime) -> Task:
    return Task(
        origin=kind,
        number=one.number,
        customer_id=one.customer_id,
        owner_id=one.owner_id,
        due_on=_day_of(kind, one, at),
        facts=one.facts,
        urgency=urgency_of(kind, one.facts),
        asked=_as_asked(kind, one, at),
        made_at=at,
        changed_at=at,
    )


def _day_of(kind: str, one: Asked, first_at: datetime) -> date:
    """Return by when it is to be done: not before it was first asked for, however old what it is about is."""
    known = kind_of(kind)
    return one.due_on if known and known.keeps_day else max(one.due_on, first_at.date())


def _as_asked(kind: str, one: Asked, first_at: datetime) -> dict[str, Any]:
    return {"due_on": _day_of(kind, one, first_at).isoformat(), "owner": one.owner_id}


def _brought_in_step(task: Task, one: Asked | None, at: datetime) -> bool:
    """Change a stored task to what is asked for now; say whether anything changed."""
    if task.done_at is not None or task.removed_at is not None:
        return one is not None and _opened_again(task, one, at)
    before = [getattr(task, name) for name in _FIELDS]
    if one is None:
        task.withdrawn_at = task.withdrawn_at or at
    else:
        _follow(task, one, at)
    if before == [getattr(task, name) for name in _FIELDS]:
        return False
    task.changed_at = next_version(task.changed_at, at)
    return True


def _opened_again(task: Task, one: Asked, at: datetime) -> bool:
    """Open a task that was ticked off or thrown away long ago, where its row still asks; say whether."""
    waited = task.done_at is None or at - task.done_at >= TICKED_OFF
    if not waited or (task.removed_at is not None and at - task.removed_at < THROWN_AWAY):
        return False
    ticked_at = task.done_at
    task.done_at = task.done_by = task.removed_at = task.withdrawn_at = None
    task.due_on = max(one.due_on, at.date())
    _follow(task, one, at)
    if ticked_at is not None:
        task.facts = one.facts | {TICKED: ticked_at.date().isoformat()}
    task.changed_at = next_version(task.changed_at, at)
    return True


_FIELDS = ["facts", "urgency", "asked", "due_on", "owner_id", "customer_id", "withdrawn_at"]


def _begin_anew(task: Task, one: Asked, at: datetime) -> None:
    """Forget the days that passed while nobody asked for a task: it is not late by them."""
    if task.snoozed_until is not None and task.snoozed_until <= at.date():
        task.snoozed_until = None
    if task.due_on is not None and task.due_on < at.date():
        task.due_on = _day_of(task.origin, one, at)


def _follow(task: Task, one: Asked, at: datetime) -> None:
    """Take over what is asked for; what differs from what was asked before was chosen by hand and stays."""
    if task.due_on is not None and task.due_on.isoformat() == task.asked.get("due_on"):
        task.due_on = _day_of(task.origin, one, task.made_at)
    if task.withdrawn_at is not None:
        _begin_anew(task, one, at)
    if task.owner_id == task.asked.get("owner"):
        task.owner_id = one.owner_id
    ticked = {TICKED: task.facts[TICKED]} if TICKED in task.facts else {}
    task.facts, task.customer_id = one.facts | ticked, one.customer_id
    task.asked = _as_asked(task.origin, one, task.made_at)
    task.urgency = urgency_of(task.origin, one.facts)
    task.withdrawn_at = None
