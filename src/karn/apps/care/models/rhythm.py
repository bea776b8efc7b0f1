"""How often clients want to be heard: per segment, per client, and when somebody is reminded of it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.rows import Row
from karn.apps.customers.models import Customer
from karn.apps.segments.models import Segment
from karn.platform.versions import facts_of, version_of

LONGEST_DAYS = 730
_DAYS = [MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]


class SegmentRhythm(Row):
    """Customers of this segment want to be heard every so many days. The first one that fits holds."""

    FACTS = ("segment_id", "days", "position", "removed_at")

    segment = models.ForeignKey(
        Segment, verbose_name=_("segment"), on_delete=models.CASCADE, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("days between personal contacts"), validators=_DAYS)
    position = models.PositiveSmallIntegerField(default=0)


class OwnRhythm(Row):
    """One client wants to be heard every so many days: asked on a day, and what they said."""

    FACTS = ("days", "asked_on", "words", "removed_at")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField(_("days between personal contacts"), validators=_DAYS)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    words = models.CharField(_("what they said"), max_length=300, blank=True)

    class Meta:
        """A client has one."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(removed_at__isnull=True), name="care_own_rhythm_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["customer"], name="care_own_rhythm_customer")]


class Reminded(models.TextChoices):
    """For whom the rhythm makes tasks."""

    NOBODY = "nobody", _("For nobody: the list is enough")
    KEY = "key", _("For key clients, and those with a rhythm of their own")
    ALL = "all", _("For everybody")


RHYTHM_HABITS = ("reminded", "after_sales_days")


class RhythmHabits(models.Model):
    """What holds for the rhythm of all clients together; one row."""

    reminded = models.CharField(_("tasks"), max_length=6, choices=Reminded.choices, default=Reminded.KEY)
    after_sales_days = models.PositiveSmallIntegerField(
        _("days after a delivery to ask how it pleases"),
        help_text=_(
            "A delivery is an order, a problem solved, something new taken up, or a promise kept. "
            "Empty: nobody is reminded of it."
        ),
        null=True,
        blank=True,
        validators=_DAYS,
    )

    @property
    def version(self) -> str:
        """Name what is stored now: something else has another name."""
        return version_of(facts_of(self, RHYTHM_HABITS))
