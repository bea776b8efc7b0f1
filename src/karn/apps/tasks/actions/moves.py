"""Writes: tasks are put off, and given to somebody else; each time kept, with its reason, and taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.apps.tasks.models import OPEN, Move, MoveKind, Task
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version

_BATCH = 500


def snooze_task(*, task: Task, until: date, reason: str = "", by: Person, on: date, at: datetime) -> Move:
    """Put a task off: it is on nobody's day before `until`. The day it is due stays what it is.

    Raises BadInput for a day that is not after `on`, or a task that is not open.
    """
    if until <= on:
        raise BadInput("Choose a day to come.")
    with transaction.atomic():
        stored = _open(task)
        told = {"before": stored.snoozed_until, "after": until, "reason": one_line(reason)[:300]}
        stored.snoozed_until = until
        return _moved(stored, MoveKind.SNOOZED, told, by, at)


def give_task(*, task: Task, to: Person, reason: str, by: Person, at: datetime) -> Move:
    """Give a task to somebody else, who reads why. Raises BadInput without a reason, or if they cannot."""
    said = one_line(reason)[:300]
    if not said:
        raise BadInput("Say why: who gets it reads it.")
    if not (to.is_active and may(to.role, Deed.KEEP_TASKS)):
        raise BadInput("%(name)s cannot do tasks.", name=to.name)
    with transaction.atomic():
        stored = _open(task)
        if stored.owner_id == to.pk:
            raise BadInput("%(name)s has it already.", name=to.name)
        told = {"giver_id": stored.owner_id, "taker_id": to.pk, "reason": said}
        stored.owner = to
        return _moved(stored, MoveKind.GIVEN, told, by, at)


def take_move_back(*, move: Move, by: Person, at: datetime) -> Task:
    """Undo that a task was put off or given away. Raises BadInput when something else was done since."""
    with transaction.atomic():
        task = Task.objects.select_for_update().get(pk=move.task_id)
        move = Move.objects.select_for_update().get(pk=move.pk)
        if move.undone_at is not None:
            raise BadInput("That was taken back already.")
        if not _stands(move, task):
            raise BadInput("Somebody changed this task since: it stays as it is.")
        _put_back(move, task)
        move.undone_at = at
        move.save(update_fields=["undone_at"])
        task.changed_at = next_version(task.changed_at, at)
        task.save()
        record(by=by, deed=Event.TASK_CHANGED, about=task, at=at, detail="move undone")
    return task


def hand_tasks_over(
    *, giver: int, taker: int, customers: Collection[int], batch: int, by: Person, at: datetime
) -> int:
    """Let the open tasks of `giver` about these customers go to `taker` (ids); return how many.

    `batch` is the number of the hand-over, for :func:`hand_tasks_back`. Inside the caller's transaction.
    """
    wanted = set(customers)
    its = Task.objects.select_for_update().filter(OPEN, owner=giver, customer__isnull=False).order_by("pk")
    moving = [task for task in its if task.customer_id in wanted]
    _give_all(moving, taker, at)
    told = {"kind": MoveKind.HANDED, "by": by, "at": at, "batch": batch}
    kept = [Move(task=task, giver_id=giver, taker_id=taker, **told) for task in moving]
    Move.objects.bulk_create(kept, batch_size=_BATCH)
    return len(moving)


def hand_tasks_back(*, batch: int, customers: Collection[int], at: datetime) -> int:
    """Give the tasks of a hand-over back that are still open and with who took them; return how many.

    Only those about these customers (ids): of others, somebody else looks after them meanwhile.
    """
    wanted = set(customers)
    moves = Move.objects.filter(batch=batch, undone_at__isnull=True)
    kept = {move.task_id: move for move in moves.order_by("pk")}
    its = Task.objects.select_for_update(of=("self",)).filter(
        OPEN, moves__batch=batch, moves__undone_at__isnull=True
    )
    back = [
        task
        for task in its.order_by("pk")
        if task.customer_id in wanted and task.owner_id == kept[task.pk].taker_id
    ]
    for task in back:
        task.owner_id = kept[task.pk].giver_id
        task.changed_at = next_version(task.changed_at, at)
    Task.objects.bulk_update(back, ["owner", "changed_at"], batch_size=_BATCH)
    moves.update(undone_at=at)
    return len(back)


def keep_giving(task: Task, giver: int | None, *, by: Person, at: datetime) -> None:
    """Remember that a task's form gave it to somebody else."""
    Move.objects.create(task=task, kind=MoveKind.GIVEN, giver_id=giver, taker_id=task.owner_id, by=by, at=at)


def _give_all(tasks: list[Task], taker: int, at: datetime) -> None:
    for task in tasks:
        task.owner_id = taker
        task.changed_at = next_version(task.changed_at, at)
    Task.objects.bulk_update(tasks, ["owner", "changed_at"], batch_size=_BATCH)


def _open(task: Task) -> Task:
    stored = Task.objects.select_for_update().get(pk=task.pk)
    if not stored.is_open:
        raise BadInput("This task is not open any more.")
    return stored


def _moved(task: Task, kind: MoveKind, told: dict[str, Any], by: Person, at: datetime) -> Move:
    task.changed_at = next_version(task.changed_at, at)
    task.save()
    made = Move.objects.create(task=task, kind=kind, by=by, at=at, **told)
    record(by=by, deed=Event.TASK_CHANGED, about=task, at=at, detail=kind.value)
    return made


def _stands(move: Move, task: Task) -> bool:
    if move.kind == MoveKind.SNOOZED:
        return task.snoozed_until == move.after
    return task.owner_id == move.taker_id


def _put_back(move: Move, task: Task) -> None:
    if move.kind == MoveKind.SNOOZED:
        task.snoozed_until = move.before
    else:
        task.owner_id = move.giver_id
