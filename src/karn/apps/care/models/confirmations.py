"""The list of expectations as a client was asked to confirm it, and what came back."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.expectations import Expectation, Horizon
from karn.apps.customers.models import Contact, Customer


class Way(models.TextChoices):
    """How the link reached the client."""

    MAIL = "mail", _("By mail")
    LINK = "link", _("With a link")


class Confirmation(models.Model):
    """One client asked once to confirm what we wrote down. The link's secret is kept nowhere.

    `answer` is what the client sent: {"lines": [{"number": 7, "was": "…", "said": "right", "text": "…"}],
    "more": [{"text": "…", "horizon": "now"}]}; it is sent once.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=4, choices=Way.choices)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(default=dict, blank=True)

    class Meta:
        """Read by customer, the newest first."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-asked_at"], name="care_confirmation_customer")
        ]

    def opens_at(self, at: datetime) -> bool:
        """Say whether its link still opens something."""
        return self.revoked_at is None and at < self.expires_at


class Decided(models.TextChoices):
    """What we made of what a client suggested."""

    WAITING = "waiting", _("Waits for somebody to read it")
    TAKEN = "taken", _("Taken over")
    LEFT = "left", _("Left as it was")


class Correction(models.Model):
    """One line as the client would have it: another text, no longer (`over`), or a new line."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="corrections")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    expectation = models.ForeignKey(
        Expectation, on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    was = models.CharField(max_length=500, blank=True)
    text = models.CharField(max_length=500, blank=True)
    horizon = models.CharField(max_length=5, choices=Horizon.choices, default=Horizon.NOW)
    over = models.BooleanField(default=False)
    decided = models.CharField(max_length=7, choices=Decided.choices, default=Decided.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        """Those that wait, by customer."""

        indexes: ClassVar = [
            models.Index(
                fields=["customer"], condition=models.Q(decided="waiting"), name="care_correction_waits"
            )
        ]
