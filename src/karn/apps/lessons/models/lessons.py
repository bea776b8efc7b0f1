"""Lessons: a sentence, and the question with which each client is held against it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.lessons.models.post_mortems import PostMortem
from karn.apps.segments.models import Segment
from karn.platform.versions import facts_of

IN_FORCE = Q(retired_at__isnull=True, removed_at__isnull=True)
"""Lessons that are put to people."""


class Every(models.TextChoices):
    """How often a lesson is put to each owner."""

    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")


class Lesson(models.Model):
    """What somebody's leaving taught: a sentence, and a question about each client who is still here.

    `next_on` is the day on which its next round begins. A retired one keeps what its rounds found.
    """

    FACTS = ("sentence", "question", "every", "segment_id", "retired_at", "retired_why", "removed_at")

    sentence = models.CharField(_("what we learnt"), max_length=300)
    question = models.CharField(_("what to ask of each client"), max_length=300)
    every = models.CharField(_("how often"), max_length=5, choices=Every.choices, default=Every.MONTH)
    # Whom it can concern; nothing = every client cared for.
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("only for"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    post_mortem = models.ForeignKey(
        PostMortem, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    # Which of the lessons that others learnt it was, where it is one.
    ready = models.CharField(max_length=20, blank=True)
    next_on = models.DateField(_("next round on"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_why = models.CharField(_("why it is retired"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those in force by the day of their next round."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_on"],
                condition=Q(retired_at__isnull=True, removed_at__isnull=True),
                name="lessons_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def facts(self) -> dict[str, Any]:
        """What people say of it, as the journal keeps it."""
        return facts_of(self, self.FACTS)

    @property
    def is_in_force(self) -> bool:
        """Whether it is put to people."""
        return self.retired_at is None and self.removed_at is None
