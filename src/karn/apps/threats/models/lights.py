"""The five lights of clients cared for one by one, as of the last look; and what people say instead."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.threats.rules.lights import COLOUR_NAMES, LIGHT_NAMES


class LightState(models.Model):
    """One light of one client as the last look found it: made of other rows, and made anew any time."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="lights", db_index=False)
    light = models.CharField(max_length=20, choices=list(LIGHT_NAMES.items()))
    colour = models.CharField(max_length=5, choices=list(COLOUR_NAMES.items()))
    is_stale = models.BooleanField(default=False)
    # The day of the look.
    on = models.DateField()
    # Since when it has this colour.
    since = models.DateField()

    class Meta:
        """One state per light and client."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "light"], name="threats_light_once")
        ]


class LightOverrule(models.Model):
    """What a person says of a light instead, why, and until when."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    light = models.CharField(max_length=20, choices=list(LIGHT_NAMES.items()))
    colour = models.CharField(_("colour"), max_length=5, choices=list(COLOUR_NAMES.items()))
    words = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One that holds per light and client; earlier ones stay readable."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "light"], condition=Q(ended_at__isnull=True), name="threats_overrule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.light} {self.colour}"
