"""What happens here because a task was done, or opened again, or somebody leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company, local_day
from karn.apps.farewell.actions.checklists import mark_step
from karn.apps.farewell.actions.goodbyes import care_for_goodbyes
from karn.apps.farewell.actions.withdrawals import mark_refunded
from karn.apps.farewell.models.goodbyes import GoodbyeStep
from karn.apps.farewell.rules.checklists import STEP
from karn.apps.farewell.rules.task_kinds import REFUND
from karn.apps.tasks.queries import task_from


def take_over_refund(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody paid back what was paid before a withdrawal, or took that back."""
    if origin == REFUND.code:
        task = task_from(origin, number)
        mark_refunded(number=number, is_done=is_done, by=task.done_by if task else None, at=at)


def take_over_step(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody did a step of a goodbye, or took that back."""
    if origin == STEP.code and (step := GoodbyeStep.objects.filter(pk=number).first()):
        task = task_from(origin, number)
        on = local_day(at, current_company())
        mark_step(step=step, is_done=is_done, by=task.done_by if task else None, on=on, at=at)


def say_goodbye(*, customer_id: int, at: datetime, **_told: Any) -> None:
    """Somebody gave notice, or took it back: the goodbye begins, or its tasks end."""
    care_for_goodbyes(on=local_day(at, current_company()), at=at, among=[customer_id])
