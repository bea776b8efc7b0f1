"""How much may be sent, and whether sending goes on."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.platform.versions import facts_of, version_of

LIMITS = ("hourly", "marketing_days", "monthly", "reply_to")
"""What people set."""


class MailSettings(models.Model):
    """One row. Whoever claims a mail, or objects to mail, holds it: one after the other."""

    hourly = models.PositiveIntegerField(
        _("mails within an hour"),
        help_text=_("More than this, and sending stops until somebody lets it go on: it may be an accident."),
        default=500,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    marketing_days = models.PositiveSmallIntegerField(
        _("days between two marketing mails"),
        help_text=_("To one address. What comes earlier waits."),
        default=7,
        validators=[MaxValueValidator(365)],
    )
    monthly = models.PositiveSmallIntegerField(
        _("marketing mails and surveys within 30 days"),
        help_text=_("To one address, together. What is more waits."),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    reply_to = models.EmailField(
        _("answers go to"),
        help_text=_("Without, to the address mails come from."),
        max_length=254,
        blank=True,
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    went_on_at = models.DateTimeField(null=True, blank=True)
    # What the mail server said when it could not be reached; empty since it could.
    trouble = models.CharField(max_length=300, blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hourly}/h"

    @property
    def facts(self) -> dict[str, Any]:
        """What people set, by name, as JSON holds it."""
        return facts_of(self, LIMITS)

    @property
    def version(self) -> str:
        """Name what is set now: with every change comes another."""
        return version_of(self.facts)
