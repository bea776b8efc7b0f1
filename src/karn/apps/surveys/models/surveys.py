"""What is asked, in the versions in which it was asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from karn.apps.segments.models import Segment
from karn.apps.surveys.rules.questions import Form, form_from
from karn.platform.versions import facts_of, version_of

PLANNED = ("occasion", "days", "segment", "closer")
"""What of a survey says when it asks, and who comes back."""


class Occasion(models.TextChoices):
    """When a survey asks."""

    HAND = "hand", _("When somebody sends it")
    SEGMENT = "segment", _("Whoever is in a segment")
    DELIVERY = "delivery", _("After a delivery")
    HALF_TERM = "half_term", _("Half-way through a contract's term")


class Survey(models.Model):
    """A survey: its name, when it asks by itself, and who comes back to unhappy answers."""

    name = models.CharField(_("name"), max_length=200)
    # The ready one it was made of; own ones have none.
    ready = models.CharField(max_length=20, blank=True)
    occasion = models.CharField(_("when"), max_length=10, choices=Occasion.choices, default=Occasion.HAND)
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("only who is in"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Of an occasion: after how many days. Of a segment: after how many days the same member again.
    days = models.PositiveSmallIntegerField(_("days"), default=3)
    # What happened before it was switched on is not asked about.
    since = models.DateField(null=True, blank=True)
    closer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who comes back to unhappy answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    # No more answers are taken, and nobody is asked.
    closed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Name when it asks, as it is stored now: another plan has another name."""
        return version_of(facts_of(self, ("occasion", "days", "segment_id", "closer_id")))

    @property
    def is_open(self) -> bool:
        """Whether it asks and takes answers."""
        return self.closed_at is None and self.removed_at is None


class Version(models.Model):
    """The words and questions of a survey. One that was asked stays as it is; a change makes the next."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    form = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """Numbered from 1 within its survey."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"

    @property
    def version(self) -> str:
        """Name the words, the questions and the survey's name as they are stored now."""
        return version_of({"name": self.survey.name, "form": self.form})

    @cached_property
    def questions(self) -> Form:
        """What it asks. Read once for each row that is fetched."""
        return form_from(self.form)
