"""Asking somebody who left to come back: whom we asked, with which words, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.models import Mail, State
from karn.apps.segments.models import Segment
from karn.platform.versions import facts_of, version_of


class WinBackHabits(models.Model):
    """When and how many are asked. One row at most."""

    after_days = models.PositiveSmallIntegerField(
        _("days after they left"),
        help_text=_("Earlier it is not decent."),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    weekly = models.PositiveSmallIntegerField(
        _("at most in a week"),
        help_text=_("So that somebody here has time for each answer."),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    back_months = models.PositiveSmallIntegerField(
        _("months in which coming back counts"),
        help_text=_("Who comes back later came by themselves."),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What is set, by name."""
        return {"after_days": self.after_days, "weekly": self.weekly, "back_months": self.back_months}

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of(self.facts)


class WinBackText(models.Model):
    """What is told to a segment of those who left, or to everybody else: what changed here since.

    `words` by language: {"nl": "…"}. It is chosen by segment, and by nothing anybody said when leaving.
    """

    segment = models.ForeignKey(
        Segment, verbose_name=_("for whom"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    place = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they are tried; those for everybody else last."""

        ordering: ClassVar = [models.F("segment").asc(nulls_last=True), "place", "pk"]

    @property
    def facts(self) -> dict[str, Any]:
        """What is told to whom, by language, as the journal keeps it."""
        told = {f"words_{language}": words for language, words in self.words.items()}
        return facts_of(self, ("segment_id",)) | told

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()


class AskWay(models.TextChoices):
    """How somebody is asked."""

    MAIL = "mail", _("By mail")
    CALL = "call", _("By telephone")


class Outcome(models.TextChoices):
    """What came of it, so far."""

    WAITING = "waiting", _("Waits to be sent")
    CALLING = "calling", _("To call")
    OPEN = "open", _("No answer yet")
    BACK = "back", _("Came back")
    NO = "no", _("Said no")
    NOT_SENT = "not_sent", _("Could not be sent")


class Asking(models.Model):
    """One former customer asked once to come back, by mail or by telephone."""

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    departure = models.ForeignKey(
        Departure, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    way = models.CharField(_("how"), max_length=4, choices=AskWay.choices)
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    left_on = models.DateField(_("left"))
    words = models.TextField(_("what was told"), blank=True)
    segment_name = models.CharField(max_length=120, blank=True)
    asked_on = models.DateField(_("asked"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    said_no_on = models.DateField(_("said no"), null=True, blank=True)
    back_on = models.DateField(_("came back"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer; the latest of all; those of whom nobody knows yet."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-asked_on"], name="plays_asking_customer"),
            models.Index(fields=["-asked_on", "-id"], name="plays_asking_newest"),
        ]

    @property
    def outcome(self) -> Outcome:
        """What came of it; what is in the outbox is not sent yet."""
        if self.back_on is not None:
            return Outcome.BACK
        if self.said_no_on is not None:
            return Outcome.NO
        if self.way == AskWay.CALL:
            return Outcome.OPEN if self.called_at else Outcome.CALLING
        state = self.mail.state if self.mail else State.UNKNOWN
        if state in (State.FAILED, State.WITHHELD):
            return Outcome.NOT_SENT
        return Outcome.WAITING if state in (State.QUEUED, State.CLAIMED) else Outcome.OPEN


REACHED = Q(way="call") | ~Q(mail__state__in=(State.FAILED, State.WITHHELD))
"""Who was asked, or will be: a mail that went nowhere asked nobody."""
