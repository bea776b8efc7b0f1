"""What happens here because something happened below: a notice came, or a task was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company, local_day
from karn.apps.lessons.actions.improvements import finish_improvement
from karn.apps.lessons.actions.look_tasks import care_for_looks
from karn.apps.lessons.actions.rounds import follow_finding
from karn.apps.lessons.queries.improvements import improvement_of
from karn.apps.lessons.rules.improvements import IMPROVEMENT
from karn.apps.lessons.rules.task_kinds import EXPOSED, FIND_OUT
from karn.apps.tasks.queries import task_from


def plan_look_back(*, at: datetime, **_told: Any) -> None:
    """Somebody gave notice: plan the look back at once, as the night would."""
    care_for_looks(on=local_day(at, current_company()), at=at)


def follow_task(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody did what an answer asked for, or took that back."""
    if origin in (EXPOSED.code, FIND_OUT.code):
        follow_finding(number=number, is_done=is_done, at=at)


def follow_improvement(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody did an improvement, or took that back."""
    if origin == IMPROVEMENT.code and (its := improvement_of(number)):
        if is_done == (its.done_on is not None):
            return
        task = task_from(origin, number)
        on = local_day(at, current_company()) if is_done else None
        finish_improvement(improvement=its, on=on, by=task.done_by if task else None, at=at)
