"""What happens here because a task was done, or opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.care.actions.mailed import follow_mails
from karn.apps.care.actions.promises import settle_promise
from karn.apps.care.actions.recap_tasks import keep_recap_tasks
from karn.apps.care.actions.review_tasks import keep_review_tasks
from karn.apps.care.actions.rhythm import follow_rhythm
from karn.apps.care.actions.rounds import settle_round
from karn.apps.care.actions.start_ups import mark_step
from karn.apps.care.actions.wishes import mark_told
from karn.apps.care.models.promises import Outcome, Promise
from karn.apps.care.models.start_ups import Step
from karn.apps.care.rules.kinds import ASK, PROMISE, STEP
from karn.apps.care.rules.wishes import TELL
from karn.apps.company.queries import current_company, local_day
from karn.apps.tasks.queries import task_from


def take_over(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Let what asked for a task be done or open as the task is."""
    if origin not in (PROMISE, STEP, ASK):
        return
    on = local_day(at, current_company())
    task = task_from(origin, number)
    by = task.done_by if task else None
    if origin == ASK:
        settle_round(number=number, is_done=is_done, on=on, at=at)
    elif origin == STEP and (step := Step.objects.filter(pk=number).first()):
        mark_step(step=step, is_done=is_done, by=by, on=on, at=at)
    elif origin == PROMISE and (promise := Promise.objects.filter(pk=number).first()):
        outcome = Outcome.KEPT if is_done else Outcome.OPEN
        if is_done or promise.outcome == Outcome.KEPT:
            settle_promise(promise=promise, outcome=outcome, by=by, on=on, at=at)


def keep_rhythm(*, customer_id: int, at: datetime, **_told: Any) -> None:
    """Somebody spoke with a customer, or took that back: whether to get in touch changes with it."""
    follow_rhythm(at=at, among=[customer_id])


def close_loop(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody told a customer that what they asked for is there, or took that back."""
    if origin == TELL.code:
        mark_told(number=number, is_done=is_done, at=at)


def follow_post(*, mails: list[int], at: datetime, **_told: Any) -> None:
    """Mails left, were kept back or came back: what they were to tell is told, or not."""
    follow_mails(at=at, mails=mails)


def keep_merged(*, numbers: list[int], at: datetime, **_told: Any) -> None:
    """Two customers are one, or two again: what is planned for them asks for its tasks anew."""
    on = local_day(at, current_company())
    keep_review_tasks(on=on, at=at, among=numbers)
    keep_recap_tasks(on=on, at=at, among=numbers)
