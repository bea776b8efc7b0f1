"""Reads of what is to be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.customers.queries.selections import batches
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covered_by
from karn.apps.tasks.models import OPEN, Move, Task
from karn.platform.prepared import prepared

PAGE = 50
"""Tasks on one page."""

MOST_OF_ONE = 20
"""Open tasks on a customer's page."""

_LARGEST = 2**63 - 1


def tasks_visible_to(person: Person) -> QuerySet[Task]:
    """Return the tasks this person may see, done ones too: of customers they may see, and their own.

    A task without a customer is seen by who does it, who made it, and administrators. Who does it, and who
    covers for them today, sees it whosever the customer is: :attr:`Task.customer_seen` says whether the
    customer may be shown.
    """
    return _seen_by(person).filter(removed_at__isnull=True)


def tasks_in_bin(person: Person) -> QuerySet[Task]:
    """Return the tasks this person may bring back, the latest thrown away first."""
    return _seen_by(person).filter(removed_at__isnull=False).order_by("-removed_at", "pk")


def _seen_by(person: Person) -> QuerySet[Task]:
    """Return the tasks this person may see, those thrown away too; nobody's of a customer in the bin."""
    covered = covered_by(person, on=timezone.localdate())
    own = Q(owner=person) | Q(owner__in=covered)
    own &= Q(customer__deleted_at__isnull=True)
    alone = Q(customer__isnull=True, made_by=person)
    if person.is_administrator:
        alone = Q(customer__isnull=True)
    its = Task.objects.annotate(sees_customer=is_visible_to(person, "customer"))
    return its.filter(Q(sees_customer=True) | own | alone).select_related("customer", "owner", "done_by")


def task_for(person: Person, number: int, *, removed: bool = False) -> Task | None:
    """Return a task this person may see, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = _seen_by(person) if removed else tasks_visible_to(person)
    return its.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of tasks, the most urgent first; `later` is the number of the next page, or 0."""

    rows: list[Task]
    later: int


def all_tasks(person: Person, *, whose: str = "me", state: str = "open") -> QuerySet[Task]:
    """Return the tasks of this person (`me`), of nobody (`none`) or all; open or done.

    Open ones by the day they are due, those without a day last; done ones the latest first.
    """
    tasks = tasks_visible_to(person)
    if whose in ("me", "none"):
        tasks = tasks.filter(owner=person) if whose == "me" else tasks.filter(owner__isnull=True)
    if state == "done":
        return tasks.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    return tasks.filter(OPEN).order_by(F("due_on").asc(nulls_last=True), "pk")


def task_page(person: Person, *, whose: str = "me", state: str = "open", page: int = 1) -> TaskPage:
    """Return a page of :func:`all_tasks`. One query."""
    ordered = all_tasks(person, whose=whose, state=state)
    start = (page - 1) * PAGE
    rows = list(ordered[start : start + PAGE + 1])
    return TaskPage(rows[:PAGE], page + 1 if len(rows) > PAGE else 0)


def open_tasks_of(customer: Customer, *, limit: int = MOST_OF_ONE) -> list[Task]:
    """Return what is still to be done for this customer, the most urgent first. One query."""
    return _open_tasks_of(customer=customer.pk)[:limit]


@prepared
def _open_tasks_of(customer: int) -> QuerySet[Task]:
    its = Task.objects.filter(OPEN, customer=customer).select_related("owner")
    return its.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST_OF_ONE]


def overdue_on(day: date) -> QuerySet[Task]:
    """Return what should have been done before this day and is not."""
    return Task.objects.filter(OPEN, due_on__lt=day)


def done_by(origin: str, numbers: Collection[int], *, until: datetime) -> set[int]:
    """Return those of these rows of an origin whose task was done by `until`. One query."""
    done = Task.objects.filter(origin=origin, number__in=numbers, done_at__lte=until)
    return {number for number in done.values_list("number", flat=True) if number is not None}


def task_from(origin: str, number: int) -> Task | None:
    """Return the task that a row asked for, done or not, or None."""
    its = Task.objects.filter(origin=origin, number=number).select_related("owner", "done_by")
    return its.first()


def moves_of(task: Task) -> list[Move]:
    """Return how often a task was put off and given away, the latest first; what was taken back, too."""
    moves = Move.objects.filter(task=task).select_related("by", "giver", "taker")
    return list(moves.order_by("-pk"))


def move_for(person: Person, number: int) -> Move | None:
    """Return a time that a task was put off or given away by this person, or whose task he or she may see."""
    if number > _LARGEST:
        return None
    found = Move.objects.filter(pk=number).first()
    if found is None or (found.by_id != person.pk and task_for(person, found.task_id) is None):
        return None
    return found


def times_done(origin: str, customers: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Return how often tasks of an origin were done about these customers (ids), and when last."""
    found: dict[int, tuple[int, datetime]] = {}
    for batch in batches(list(customers)):
        done = Task.objects.filter(origin=origin, customer__in=batch, done_at__isnull=False)
        counted = done.order_by().values_list("customer").annotate(many=Count("pk"), last=Max("done_at"))
        found |= {number: (many, last) for number, many, last in counted if number is not None}
    return found
