"""What was seen that may mean a customer is about to leave."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.platform.versions import version_of


class Signal(models.Model):
    """One rule that fired for one customer, from the day it was first seen until it was gone."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="signals")
    # The rule's code, for instance "unanswered".
    rule = models.CharField(max_length=40)
    # 1 worth knowing, 2 act this week, 3 act today.
    strength = models.PositiveSmallIntegerField()
    since = models.DateField()
    # What the sentence says: {"days": 12, "usual": 2, "subject": "…"}.
    facts = models.JSONField(default=dict)
    # The rows it stands on: [{"model": "conversations.conversation", "id": 7}, …].
    evidence = models.JSONField(default=list)
    # When the rule first said so.
    known_at = models.DateTimeField()
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # Put off until a day, or for good (no day): it no longer counts, until that day, until it is stronger
    # than it was, or until it fires anew after it ended.
    hushed_at = models.DateTimeField(null=True, blank=True)
    hushed_until = models.DateField(null=True, blank=True)
    hushed_strength = models.PositiveSmallIntegerField(null=True, blank=True)
    hushed_why = models.CharField(_("why"), max_length=300, blank=True, default="", db_default="")
    hushed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        """A rule fires at most once at a time per customer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "rule"],
                condition=models.Q(ended_on__isnull=True),
                name="threats_signal_open_once",
            )
        ]
        indexes: ClassVar = [
            # Who a rule fires for now, and who fired for whom, without reading everybody's.
            models.Index(
                fields=["rule", "-strength"],
                condition=models.Q(ended_on__isnull=True),
                name="threats_signal_open",
            ),
        ]

    @property
    def counts(self) -> bool:
        """Whether it is there, and nobody put it off."""
        return self.ended_on is None and self.hushed_at is None


class Observation(models.Model):
    """One look of all rules over all customers: so that "nothing points to leaving" can say as of when."""

    on = models.DateField(unique=True)
    at = models.DateTimeField()
    # The rules that looked, by code, each with its thresholds.
    rules = models.JSONField(default=dict)
    # What the company-wide steps said, for looks at one customer until the next look at everybody.
    habits = models.JSONField(default=dict)


class LookDue(models.Model):
    """A customer at whom the rules should look again soon: something was heard of him while nobody worked."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()


class Switch(models.Model):
    """One rule that somebody switched on or off, or whose thresholds somebody chose.

    A rule without a row is as it comes.
    """

    rule = models.CharField(max_length=40, unique=True)
    is_on = models.BooleanField(_("on"))
    # Those that were chosen, by name; the others are the defaults.
    thresholds = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of({"is_on": self.is_on, "thresholds": self.thresholds})


class Record(models.Model):
    """How one rule would have done at the ends of past months, with thresholds that are named by a hash.

    Of everybody looked at on those days (`looked_at`), so many left within DAYS_TO_LEAVE days (`leavers`);
    it would have fired for so many (`fired`), of whom so many left (`left`). Somebody for whom it fired at
    one month's end after the other counts once.
    """

    rule = models.CharField(max_length=40, unique=True)
    thresholds_sha256 = models.CharField(max_length=64)
    first_on = models.DateField()
    last_on = models.DateField()
    fired = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField()
    leavers = models.PositiveIntegerField()
    # Whether there was anything to look at by the last of these days; null: counted before that was asked.
    had_material = models.BooleanField(null=True)
    made_at = models.DateTimeField()
