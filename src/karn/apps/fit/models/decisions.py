"""What was decided about a customer who does not fit, and what has to be done for it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.fit.models.checks import Check
from karn.apps.fit.rules.parting import PARTING


class Course(models.TextChoices):
    """What is done about somebody who does not fit."""

    ACCEPT = "accept", _("Sign all the same")
    REPAIR = "repair", _("Repair the terms")
    KEEP = "keep", _("Keep knowingly, until a date")
    PART = "part", _("Part decently")


class Decision(models.Model):
    """One decision about a misfit: who decided, why, and until when it holds."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="fit_decisions", db_index=False
    )
    # What it answers: the check by which the customer did not fit.
    check_made = models.ForeignKey(Check, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    course = models.CharField(_("what you do"), max_length=10, choices=Course.choices)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who decides"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    reason = models.CharField(_("why"), max_length=500, blank=True)
    # The first day on which it is asked again; empty = it holds for good.
    until = models.DateField(_("ask again on"), null=True, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        """Read by customer; those that hold."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "at"], name="fit_decisions_of"),
            models.Index(fields=["customer"], condition=Q(undone_at__isnull=True), name="fit_decisions_now"),
        ]

    def holds_on(self, day: date) -> bool:
        """Say whether nothing has to be decided on the day."""
        return self.undone_at is None and (self.until is None or self.until > day)


class Step(models.Model):
    """One thing to do for a decision: a task of somebody, by a day."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    # One of karn.apps.fit.rules.parting, said in the reader's language; nothing where `text` says it.
    ready = models.CharField(max_length=20, blank=True)
    text = models.CharField(_("what"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In their order."""

        ordering: ClassVar = ["place", "pk"]

    @property
    def title(self) -> str:
        """What is to be done, in the language in force."""
        return self.text or str(PARTING.get(self.ready, self.ready))
