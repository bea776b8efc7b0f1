"""Writes: what people do with tasks, and what the stations ask for."""

from karn.apps.tasks.actions.asked import Asked, Kept, keep_tasks
from karn.apps.tasks.actions.moves import (
    give_task,
    hand_tasks_back,
    hand_tasks_over,
    snooze_task,
    take_move_back,
)
from karn.apps.tasks.actions.tasks import (
    Origin,
    Wanted,
    change_task,
    finish_task,
    make_task,
    remove_task,
    reopen_task,
    restore_task,
)

__all__ = [
    "Asked",
    "Kept",
    "Origin",
    "Wanted",
    "change_task",
    "finish_task",
    "give_task",
    "hand_tasks_back",
    "hand_tasks_over",
    "keep_tasks",
    "make_task",
    "remove_task",
    "reopen_task",
    "restore_task",
    "snooze_task",
    "take_move_back",
]
