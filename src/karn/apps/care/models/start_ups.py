"""The start-up of a client: from the plan of the trade to what the client confirmed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.expectations import How
from karn.apps.care.models.rows import Row
from karn.apps.care.rules import plans as rules
from karn.apps.customers.models import Contact, Customer
from karn.platform.versions import version_of


class Occasion(models.TextChoices):
    """Why there is a start-up."""

    NEW = rules.NEW, _("A new customer")
    CONTACT = rules.CONTACT, _("A new contact")
    BACK = rules.BACK, _("Welcome back")


class Begins(models.TextChoices):
    """For whom a start-up begins by itself."""

    NOBODY = rules.NOBODY, _("Nobody: only when somebody begins it")
    KEY = rules.KEY, _("Key clients")
    EVERYBODY = rules.EVERYBODY, _("Everybody")


class StartUpPlan(models.Model):
    """The steps of a start-up as the company wrote them; without a row the trade's ready ones stand.

    `steps` as :class:`karn.apps.care.rules.plans.PlannedStep` has them.
    """

    occasion = models.CharField(max_length=7, choices=Occasion.choices, unique=True)
    begins = models.CharField(_("begins by itself for"), max_length=9, choices=Begins.choices)
    steps = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.get_occasion_display())

    @property
    def facts(self) -> dict[str, Any]:
        """What the plan says, as the journal keeps it."""
        return {"begins": self.begins, "steps": self.steps}

    @property
    def version(self) -> str:
        """Name what is stored now: something else has another name."""
        return version_of(self.facts)


class StartUp(Row):
    """One start-up of a customer. `key` names what it is about: nothing is begun twice by itself."""

    FACTS = (
        "came_from",
        "confirmed_on",
        "confirmed_how",
        "confirmed_by_id",
        "told_to_id",
        "stopped_at",
        "removed_at",
    )

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Whose start-up it is, where a new contact came.
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    occasion = models.CharField(max_length=7, choices=Occasion.choices, default=Occasion.NEW)
    key = models.CharField(max_length=60, unique=True)
    begun_on = models.DateField()
    came_from = models.CharField(_("taken over from"), max_length=200, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_how = models.CharField(_("how"), max_length=4, choices=How.choices, blank=True)
    confirmed_by = models.ForeignKey(
        Contact,
        verbose_name=_("confirmed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("told to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the newest first; those under way."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-begun_on"], name="care_start_customer"),
            models.Index(
                fields=["begun_on"],
                condition=Q(stopped_at__isnull=True, removed_at__isnull=True),
                name="care_start_open",
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        """Whether it still asks for anything."""
        return self.stopped_at is None and self.removed_at is None


class Step(models.Model):
    """One step of a start-up. `words` are its text by language; under "" in words of the company's own."""

    start_up = models.ForeignKey(StartUp, on_delete=models.CASCADE, related_name="steps")
    # What the step is for, where the start-up's page does it: "hand_over", "kick_off", "confirm"; or nothing.
    code = models.CharField(max_length=20, blank=True)
    words = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    due_on = models.DateField()
    place = models.PositiveSmallIntegerField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        """In their order."""

        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="care_step_open")
        ]

    def __str__(self) -> str:
        return rules.said(self.words, get_language() or "en")
