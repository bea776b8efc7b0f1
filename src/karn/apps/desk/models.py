"""What the list of customers goes by, kept so that nobody waits for sums; and how people get their day."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.platform.versions import version_of


class Listing(models.Model):
    """Where one customer stands, on the day and for the data that :class:`ListingsMade` names.

    Made of other rows and never told: it can be thrown away at any time.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    standing = models.CharField(max_length=10)
    # What is paid a month, in whole cents, at least one for who pays: whole numbers sort exactly.
    mrr_cents = models.BigIntegerField()
    # The strongest open sign of leaving, 0 = none, or nobody looks.
    strength = models.PositiveSmallIntegerField()

    class Meta:
        """Read in the order of money, and by standing."""

        indexes: ClassVar = [
            models.Index(fields=["mrr_cents", "customer"], name="desk_listing_by_mrr"),
            models.Index(fields=["standing", "strength"], name="desk_listing_by_standing"),
        ]


class ListingsMade(models.Model):
    """For which day and which data the listings were made; at most one row."""

    of = models.CharField(max_length=120)


HABITS = ("digest", "digest_at", "when_empty", "calendar_words")
"""What everybody chooses of how the day comes to one."""


class DayHabits(models.Model):
    """How somebody's day reaches them besides the page: by mail in the morning, in a calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="day_habits"
    )
    digest = models.BooleanField(_("mail me my day on working days"), default=False)
    digest_at = models.TimeField(_("at"), default=time(7))
    when_empty = models.BooleanField(_("also when there is nothing to do"), default=False)
    # The local day of the last mail, or of the last one that was not needed.
    digested_on = models.DateField(null=True, blank=True)
    calendar_words = models.BooleanField(
        _("say in the calendar what is to be done"),
        help_text=_(
            "Otherwise it says what kind of task it is, and of companies the name: whoever runs your "
            "calendar reads it, too."
        ),
        default=False,
    )
    # When the calendar's address was made; None while there is none.
    calendar_at = models.DateTimeField(null=True, blank=True)

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of({name: str(getattr(self, name)) for name in HABITS})


class WeeklyMeeting(models.Model):
    """One weekly meeting that was held: the next one's page begins from its day."""

    on = models.DateField(_("held on"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    words = models.TextField(_("what was decided"), blank=True)

    def __str__(self) -> str:
        return f"meeting of {self.on}"
