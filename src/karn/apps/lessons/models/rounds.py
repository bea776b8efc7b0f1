"""Rounds: a lesson's question put to each owner about each own client, and what was found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.lessons.models.lessons import Lesson
from karn.platform.versions import facts_of


class Answer(models.TextChoices):
    """Whether it may happen to this client."""

    SAFE = "safe", _("Safe")
    EXPOSED = "exposed", _("Exposed")
    UNKNOWN = "unknown", _("Don't know")


class Round(models.Model):
    """One time a lesson is put to everybody. A lesson has one open round at most.

    `asked` is about how many clients it was, counted anew as long as the round is open.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    begun_on = models.DateField()
    due_on = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first; one open at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lesson"], condition=Q(ended_at__isnull=True), name="lessons_round_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["lesson", "-begun_on"], name="lessons_round_latest")]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Share(models.Model):
    """One owner's part of a round; without an owner the clients whom nobody looks after."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="shares", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Each owner has one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "owner"], name="lessons_share_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(owner__isnull=True), name="lessons_share_of_nobody"
            ),
        ]


class Finding(models.Model):
    """What somebody answered about one client in a round; who is exposed or unknown makes a task.

    `done_at` says when that task was done.
    """

    FACTS = ("answer", "done_at")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="findings", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # Empty where an answer was taken back.
    answer = models.CharField(_("answer"), max_length=7, choices=Answer.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    on = models.DateField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A client is asked about once in a round."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "customer"], name="lessons_finding_once")
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What it says, as the journal keeps it."""
        return facts_of(self, self.FACTS)
