"""The engine's answers, kept as they were given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Refresh(models.Model):
    """One making of the lake and of the answers on it."""

    as_of = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # How long it took, in milliseconds: both moments above are those it was asked for at.
    took_ms = models.PositiveIntegerField(null=True, blank=True)
    # SHA-256 of the lake's manifest: which data the answers speak of.
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]


class Answer(models.Model):
    """What one metric said for one request."""

    refresh = models.ForeignKey(Refresh, on_delete=models.CASCADE, related_name="answers")
    # A stable name for what was asked, for instance "churn_by_month".
    name = models.CharField(max_length=60)
    metric = models.CharField(max_length=60)
    # The request: from, to, modes, every, span, interval, by, currency.
    request = models.JSONField(default=dict)
    definition_sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    # Why there is no answer, in words for the reader: no such data, amounts in two currencies, …
    error = models.TextField(blank=True)

    class Meta:
        """One answer per name and refresh."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["refresh", "name"], name="measures_answer_once")
        ]
