"""How often customers are asked, and how it looks."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.surveys.rules.asking import COOLDOWN_DAYS, LOOP_DAYS, REMINDER_DAYS
from karn.platform.versions import facts_of, version_of

HABITS = ("cooldown_days", "reminder_days", "loop_days", "accent")
"""What is said for all surveys together."""


class Habits(models.Model):
    """What holds for all surveys together; one row."""

    cooldown_days = models.PositiveSmallIntegerField(
        _("days of rest"),
        help_text=_("Nobody is asked again within so many days, whatever the survey."),
        default=COOLDOWN_DAYS,
        validators=[MaxValueValidator(3650)],
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days until the reminder"),
        help_text=_("Who has not answered by then is reminded, once."),
        default=REMINDER_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    loop_days = models.PositiveSmallIntegerField(
        _("days to come back to an unhappy answer"),
        help_text=_("The task that an unhappy answer makes is due after so many days."),
        default=LOOP_DAYS,
        validators=[MaxValueValidator(365)],
    )
    accent = models.CharField(
        _("your colour"),
        help_text=_("Of the button on the pages your customers see, as #0054a6."),
        max_length=7,
        default="#0054a6",
        validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Six figures or letters a to f after a #."))],
    )

    @property
    def version(self) -> str:
        """Name what is stored now: something else has another name."""
        return version_of(facts_of(self, HABITS))
