"""What happens here because something was recorded below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company, local_day
from karn.apps.surveys.rules.task_kinds import COME_BACK
from karn.apps.tasks.queries import task_from
from karn.apps.threats.actions import look_soon, observe_customers
from karn.apps.threats.actions.case_lists import came_back, task_was_done, task_was_reopened
from karn.apps.threats.actions.case_tasks import ASK, ASK_AGAIN, GO_ON
from karn.apps.threats.actions.cases import keep_merged_cases


def keep_merged(*, numbers: list[int], at: datetime, **_told: Any) -> None:
    """Two customers are one, or two again: their cases ask for their tasks anew."""
    keep_merged_cases(customers=numbers, at=at)


def look_again(*, customer_id: int | None, at: datetime, **_told: Any) -> None:
    """Somebody recorded something about a customer: let the rules on talks look at that one."""
    if customer_id is None:
        return
    observe_customers(customers=[customer_id], on=local_day(at, current_company()), at=at)


def look_later(*, customer_id: int | None, at: datetime, **_told: Any) -> None:
    """A customer told us something by himself: he does not wait until the rules have looked."""
    if customer_id is not None:
        look_soon(customer_id=customer_id, at=at)


def follow_task(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody did what a case or an unhappy answer asked for, or took that back, on the list of tasks."""
    if origin not in (ASK, GO_ON, ASK_AGAIN, COME_BACK.code):
        return
    task, on = task_from(origin, number), local_day(at, current_company())
    if origin == COME_BACK.code:
        if task is not None:
            came_back(task=task, on=on, at=at)
    elif is_done and task is not None:
        task_was_done(number=number, by=task.done_by, words=task.outcome, on=on, at=at)
    elif not is_done:
        task_was_reopened(number=number, at=at)
