"""The tasks of a demo that would be overdue for months: somebody planned them anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta

LATE = timedelta(days=30)
"""Whatever was due longer ago was planned anew: the facts of a demo go back for years."""

DAYS = 21
"""Within so many days, in turn."""


def plan_anew(on: date, *, at: datetime) -> None:
    """Plan what was due long ago within the next three weeks, as its owner would. Repeatable."""
    from django.utils import translation  # noqa: PLC0415 (Django is set up only now)

    from karn.apps.people.models import Role  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries import first_person  # noqa: PLC0415
    from karn.apps.tasks.actions.tasks import Wanted, change_task  # noqa: PLC0415
    from karn.apps.tasks.models import OPEN, Task  # noqa: PLC0415

    late = Task.objects.filter(OPEN, due_on__lt=on - LATE).select_related("customer", "owner")
    anybody = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    for place, task in enumerate(late.order_by("due_on", "pk")):
        by = task.owner or anybody
        if by is None:
            return
        with translation.override(by.language or None):
            day = on + timedelta(days=1 + place % DAYS)
            wanted = Wanted(task.title, task.because, task.customer, task.owner, day)
            change_task(task=task, wanted=wanted, by=by, at=at)
