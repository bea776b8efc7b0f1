"""What happens here because something was recorded below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.fit.actions.decisions import settle_step
from karn.apps.fit.rules.task_kinds import STEP


def follow_task(*, origin: str, number: int | None, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody did, or opened again, what a decision asked for."""
    if origin == STEP and number is not None:
        settle_step(number=number, done=is_done, at=at)
