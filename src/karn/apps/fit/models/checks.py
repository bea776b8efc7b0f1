"""What was found of a customer, from which day until which: nothing of it is ever overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.fit.models.criteria import Criterion
from karn.apps.fit.rules.judging import Met, met_in


class Fit(models.TextChoices):
    """Whether a customer meets the criteria."""

    RIGHT = "right", _("Right")
    NOT_RIGHT = "not_right", _("Not right")
    UNCHECKED = "unchecked", _("Unchecked")


class Occasion(models.TextChoices):
    """How a check came about."""

    CHECK = "check", _("Checked")
    SIGNING = "signing", _("Checked before signing")
    NIGHT = "night", _("The rules looked again")
    CRITERIA = "criteria", _("The criteria changed")


class Answer(models.Model):
    """What somebody answered to one question about one customer; the next one replaces it, and it stays."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="fit_answers", db_index=False
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    met = models.CharField(max_length=1, choices=[(one.value, one.value) for one in Met])
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    on = models.DateField()
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer."""

        indexes: ClassVar = [models.Index(fields=["customer", "criterion", "at"], name="fit_answers_of")]


class Check(models.Model):
    """What holds of a customer from `on` until the day `until` (not included; empty = still).

    Of several on one day the last one holds: the others end on the day they began.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="fit_checks", db_index=False
    )
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    fit = models.CharField(max_length=10, choices=Fit.choices)
    # What each criterion came to: " 3y 5n 7u ", read by karn.apps.fit.rules.judging.
    answers = models.CharField(max_length=500)
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    # Nobody checked what the rules found.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # Who looked after the customer then: another one has to look again.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()

    class Meta:
        """One per customer holds at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(until__isnull=True), name="fit_check_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")), name="fit_check_ends_later"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "on"], name="fit_checks_of"),
            models.Index(fields=["fit", "customer"], condition=Q(until__isnull=True), name="fit_checks_now"),
        ]

    @property
    def met(self) -> dict[int, Met]:
        """What each criterion (its id) came to."""
        return met_in(self.answers)
