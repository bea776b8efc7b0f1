"""Asking people for what has to be done: checks that are due, decisions, and the steps of decisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from karn.apps.fit.queries.asking import tasks_asked
from karn.apps.tasks.actions.asked import keep_tasks


def ask_for_tasks(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of this station in step with what stands now, of these customers (ids) or of all."""
    for kind, asked in tasks_asked(on, among).items():
        keep_tasks(kind=kind, asked=asked, at=at, among=among)
