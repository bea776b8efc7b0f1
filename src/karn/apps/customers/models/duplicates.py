"""Customers who may be the same, what people said of them, and what was merged."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models.customers import Customer
from karn.platform.versions import facts_of, version_of


class Verdict(models.TextChoices):
    """What became of a pair that looked alike."""

    OPEN = "open", _("To be looked at")
    LATER = "later", _("Put off")
    DIFFERENT = "different", _("Not the same")


class Likeness(models.Model):
    """Two customers who look like one. `first` is the one with the lower number."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # How alike, up to 100: a rank, not a probability.
    score = models.PositiveSmallIntegerField()
    # Why: ["registration_number", "name_city"].
    reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """A pair is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="customers_likeness_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="customers_likeness_order"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["verdict", "-score", "id"], name="customers_likeness_queue")
        ]


class DuplicateSearch(models.Model):
    """The last search for duplicates, and which keys merge by themselves; at most one row."""

    # Exact keys the company chose: ["registration_number"]. Nothing merges by itself otherwise.
    automatic = models.JSONField(default=list)
    # One that was begun later than the last one ended runs, or was interrupted; how far it is, in percent.
    begun_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    searched_at = models.DateTimeField(null=True, blank=True)
    customers = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)

    @property
    def version(self) -> str:
        """Name which keys were chosen: with others comes another."""
        return version_of(facts_of(self, ["automatic"]))


class Merge(models.Model):
    """One customer found to be another: what moved from `lost` to `kept`, so that it can be undone."""

    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    lost = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # Per holder what it moved, as it said itself: {"contracts": {"contracts.order": [7, 9]}}.
    moved = models.JSONField(default=dict)
    # Facts that `kept` took over where it had none: {"phone": ["", "020 123"]}; and its version before.
    filled = models.JSONField(default=dict)
    known_before = models.DateTimeField()
    known_after = models.DateTimeField()
    automatic = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]
