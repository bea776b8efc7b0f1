"""Work in the background, as rows: what was asked for, who has it in hand, how far it is, how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    SKIPPED = "skipped", _("skipped")


UNFINISHED = (RunState.WAITING, RunState.RUNNING)
STANDING = "standing"
"""The key of the one run of a job that comes back every so often: it is never finished."""


class Run(models.Model):
    """One run of a job. It holds no personal data: an argument names rows of other tables by number.

    `lease` counts how often the run was given out or taken away: who holds an older number is fenced, and
    stores nothing any more. `tries` are the times it was begun since it last went well.
    """

    job = models.CharField(max_length=60)
    # At most one unfinished run of a job with a key.
    key = models.CharField(max_length=100, blank=True, default="")
    # The local date of a nightly run: at most one of a job, for ever.
    night = models.DateField(null=True)
    argument = models.JSONField(default=dict)
    by_number = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=120, blank=True, default="")
    cancel_asked_at = models.DateTimeField(null=True)
    # The error's English template and its values, to be said in the reader's language.
    failure = models.CharField(max_length=300, blank=True, default="")
    failure_values = models.JSONField(default=dict)

    class Meta:
        """Found by their state: those unfinished are few."""

        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=UNFINISHED), name="platform_run_unfinished"
            ),
            models.Index(fields=["ended_at"], name="platform_run_ended"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "night"], name="platform_run_night"),
            models.UniqueConstraint(
                fields=["job", "key"],
                condition=Q(state__in=UNFINISHED) & ~Q(key=""),
                name="platform_run_key",
            ),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state not in UNFINISHED

    @property
    def is_standing(self) -> bool:
        """Whether it is the run of a job that comes back every so often."""
        return self.key == STANDING
