"""Writes: what was done on the list of what is to be done is written into the case it belongs to."""

from __future__ import annotations

from datetime import date, datetime

from karn.apps.people.models import Person
from karn.apps.tasks.models import Task
from karn.apps.threats.actions.cases import note_asked, take_back_asked
from karn.apps.threats.models import CaseStep
from karn.apps.threats.queries.cases import open_cases
from karn.apps.threats.rules.cases import State


def task_was_done(*, number: int, by: Person | None, words: str, on: date, at: datetime) -> None:
    """Somebody did what a step asked for: write it into the case."""
    step = CaseStep.objects.filter(pk=number).exclude(case__state=State.CLOSED).first()
    if step is not None:
        note_asked(case=step.case, words=words, by=by, on=on, at=at)


def task_was_reopened(*, number: int, at: datetime) -> None:
    """Somebody took back that it was done: what was written of it is taken back, too."""
    step = CaseStep.objects.filter(pk=number).select_related("case").first()
    if step is not None:
        take_back_asked(case=step.case, since=step.pk, at=at)


def came_back(*, task: Task, on: date, at: datetime) -> None:
    """Somebody came back to an unhappy answer, or took that back: that is asking in their open case."""
    case = open_cases().filter(customer=task.customer_id, state=State.OPEN).first()
    if case is None:
        return
    if task.done_at is None:
        take_back_asked(case=case, words=task.outcome, at=at)
    elif case.asked_on is None:
        note_asked(case=case, words=task.outcome, by=task.done_by, on=on, at=at)
