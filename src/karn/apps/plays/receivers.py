"""What happens here because a task was done, or opened again, or because somebody said no."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.plays.actions.win_back import keep_call_tasks, mark_called
from karn.apps.plays.rules.win_back import CALL


def take_over_call(*, origin: str, number: int, is_done: bool, at: datetime, **_told: Any) -> None:
    """Somebody called, or took that back."""
    if origin == CALL.code:
        mark_called(number=number, is_done=is_done, at=at)


def drop_calls(*, at: datetime, **_told: Any) -> None:
    """Ask for no call to who said no to it a moment ago."""
    keep_call_tasks(at=at)
