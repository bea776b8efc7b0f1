"""What was done, for the timeline."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.models import Task
from karn.platform.timeline import Entry, Reach, newest


class DoneTasks:
    """Tasks, at the moment they were done."""

    code = "task"
    kind = "tasks"
    name = _("Tasks")
    of = Task

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return what was done last. One query."""
        done = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(task) for task in done]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Task]:
        done = Task.objects.filter(
            reach.instants("done_at", self.code), customer=customer, done_at__isnull=False,
            removed_at__isnull=True,
        )  # fmt: skip
        return done.order_by("-done_at", "-pk")

    def _entry(self, task: Task) -> Entry:
        assert task.done_at is not None  # noqa: S101 (asked for above)
        return Entry(
            at=task.done_at,
            code=self.code,
            number=task.pk,
            icon="check",
            title=gettext("Done: %(what)s") % {"what": task.title},
            detail=task.outcome or task.because,
            source="karn",
            source_id=f"task {task.pk}",
            known_at=task.made_at,
        )
