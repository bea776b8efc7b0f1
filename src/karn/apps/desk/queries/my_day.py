"""My day: what one person, and whom he or she covers, has to do: overdue, today and next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covers_on
from karn.apps.tasks.models import DAY, OPEN, Move, MoveKind, Task

SHOWN = 7
"""So many things one can keep in view; the others wait behind "more"."""

MOST = 60
"""Rows of the whole list; what is further off is found among all tasks."""

MANY = 500
"""So far it is counted: above it is simply many."""

_LATER = Q(snoozed_until__isnull=True)
"""What is put off comes back on its day: until then it is no "next" either."""


class Part(StrEnum):
    """In which part of the list a task stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One task on somebody's list. `whose` is the covered colleague's name, `given` how the task came here.

    `day` is when it is to be done: when it is due, or the day it was put off to.
    """

    task: Task
    part: Part
    day: date | None
    whose: str
    given: Move | None

    @property
    def is_meeting(self) -> bool:
        """Whether it is about sitting together with the customer: then one takes the meeting sheet along."""
        kind = self.task.kind
        return kind is not None and kind.is_meeting and self.task.shown_customer is not None


@dataclass(frozen=True, slots=True)
class MyDay:
    """The list: its rows in order; how many there are of each part, and are put off; whom it covers.

    Counted as far as MANY of each.
    """

    rows: list[DayRow]
    counts: dict[Part, int]
    asleep: int
    covered: list[str]

    @property
    def more(self) -> int:
        """How many there are besides the rows."""
        return sum(self.counts.values()) - len(self.rows)

    @property
    def is_due(self) -> bool:
        """Whether anything is overdue or due today: what comes next can wait for its own day."""
        return bool(self.counts[Part.OVERDUE] or self.counts[Part.TODAY])

    def of(self, part: Part) -> list[DayRow]:
        """Return the rows of one part."""
        return [row for row in self.rows if row.part == part]

    @property
    def parts(self) -> list[tuple[Part, list[DayRow]]]:
        """The parts that have rows."""
        return [(part, rows) for part in Part if (rows := self.of(part))]


def my_day(person: Person, *, on: date, limit: int = SHOWN) -> MyDay:
    """Return what this person has to do, as of the local day `on`: at most `limit` rows. Eleven queries.

    Overdue first, then today, then what comes next; within these what is most urgent where its kind knows,
    then by day. Put-off tasks are there from their day on. Nine queries where nothing is to be done.
    """
    covered = _covered(person, on)
    its = _tasks_of(person, covered)
    due, coming, some_day = its.filter(day__lte=on), its.filter(_LATER, day__gt=on), its.filter(day=None)
    found = [*_first(_most_urgent(due, on), limit), *_first(_soonest(coming), limit)]
    found += _first(some_day.order_by("-urgency", "pk"), limit)
    return MyDay(
        rows=_rows(_read(found[:limit], person), covered, person, on),
        counts={
            Part.OVERDUE: _counted(its.filter(day__lt=on)),
            Part.TODAY: _counted(its.filter(day=on)),
            Part.NEXT: _counted(coming) + _counted(some_day),
        },
        asleep=_counted(its.filter(snoozed_until__gt=on)),
        covered=sorted(covered.values()),
    )


def _first(tasks: QuerySet[Any, Any], limit: int) -> list[int]:
    """Return the ids of the first ones: sorting whole rows would take many times as long."""
    return list(tasks.values_list("pk", flat=True)[:limit])


def _read(numbers: list[int], person: Person) -> list[Task]:
    """Return these tasks (ids) in this order, each saying whether the person may see its customer."""
    if not numbers:
        return []
    its = Task.objects.filter(pk__in=numbers).annotate(sees_customer=is_visible_to(person, "customer"))
    found = {task.pk: task for task in its.select_related("customer")}
    return [found[number] for number in numbers if number in found]


def _covered(person: Person, on: date) -> dict[int, str]:
    """Return whom this person covers: names by id."""
    return dict(covers_on(on).filter(covering=person).values_list("away", "away__name"))


def _tasks_of(person: Person, covered: Mapping[int, str]) -> QuerySet[Any, Any]:
    """Return the open tasks of these people, each with its `day`; nobody's of a customer who is hidden."""
    here = Q(customer__isnull=True) | Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return Task.objects.filter(OPEN, here, owner__in=[person.pk, *covered]).annotate(day=DAY)


def _most_urgent(tasks: QuerySet[Any, Any], on: date) -> QuerySet[Any, Any]:
    """Sort what is overdue first, the most urgent of it first, then by day."""
    is_today = Case(When(day=on, then=Value(1)), default=Value(0), output_field=IntegerField())
    return tasks.order_by(is_today, "-urgency", "day", "pk")


def _soonest(tasks: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return tasks.order_by("day", "-urgency", "pk")


def _counted(tasks: QuerySet[Any, Any]) -> int:
    return tasks.order_by().values("pk")[:MANY].count()


def _rows(tasks: list[Task], covered: Mapping[int, str], person: Person, on: date) -> list[DayRow]:
    given = _given([task.pk for task in tasks])
    return [
        DayRow(task, _part(task, on), _day(task), _whose(task, covered, person), _last(task, given))
        for task in tasks
    ]


def _given(tasks: list[int]) -> dict[int, Move]:
    """Return the last time each task was given away. One query."""
    if not tasks:
        return {}
    moves = Move.objects.filter(task__in=tasks, undone_at__isnull=True).exclude(kind=MoveKind.SNOOZED)
    return {move.task_id: move for move in moves.select_related("by").order_by("pk")}


def _last(task: Task, given: Mapping[int, Move]) -> Move | None:
    move = given.get(task.pk)
    return move if move is not None and move.taker_id == task.owner_id else None


def _part(task: Task, on: date) -> Part:
    day = _day(task)
    if day is None or day > on:
        return Part.NEXT
    return Part.OVERDUE if day < on else Part.TODAY


def _day(task: Task) -> date | None:
    return task.snoozed_until or task.due_on


def _whose(task: Task, covered: Mapping[int, str], person: Person) -> str:
    owner = task.owner_id
    return covered.get(owner, "") if owner is not None and owner != person.pk else ""
