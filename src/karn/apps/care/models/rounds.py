"""Times at which a client is asked again whether what they expect still holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from karn.apps.customers.models import Customer


class AskingRound(models.Model):
    """One time of asking a customer again; it is what its task is about. At most one is open for each."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open round for each customer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(closed_at__isnull=True), name="care_one_round_open"
            )
        ]
