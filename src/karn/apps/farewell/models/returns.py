"""Who was recommended by somebody who left."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from karn.apps.customers.models import Customer


class Referral(models.Model):
    """One customer who came because a former one said so."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    # The index below begins with it.
    recommended_by = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by who recommended."""

        indexes: ClassVar = [models.Index(fields=["recommended_by"], name="farewell_referral_by")]
