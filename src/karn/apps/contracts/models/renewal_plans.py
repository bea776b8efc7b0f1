"""What somebody plans for the end of a contract's term, before it is there."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.agreements import Subscription


class RenewalPlan(models.Model):
    """Who planned what, on which day, for one end of one contract. Taken back, it stays readable."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="renewal_plans")
    # The end it is for: a later one asks for a plan of its own.
    for_end = models.DateField()
    words = models.CharField(_("what is planned"), max_length=300)
    planned_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One that holds per contract and end."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "for_end"],
                condition=Q(taken_back_at__isnull=True),
                name="contracts_renewal_plan_once",
            )
        ]
