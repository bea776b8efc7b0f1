"""What happens to a problem because the task that it asked for was done, or opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.care.actions.problems import settle_problem
from karn.apps.care.rules.problem_tasks import PROBLEM, problem_of
from karn.apps.company.queries import current_company, local_day


def follow_task(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Let a problem be solved or open as its task is."""
    if origin == PROBLEM.code:
        on = local_day(at, current_company())
        settle_problem(number=problem_of(number), is_done=is_done, on=on, at=at)
