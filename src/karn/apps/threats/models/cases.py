"""What is done about a threat to a client whom the company wants to keep."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.threats.rules.cases import OUTCOME_NAMES, State


class Case(models.Model):
    """One threat, from the first sign to an outcome. A customer has one open case at most."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="cases")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who asks"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # 1 worth knowing, 2 act this week, 3 act today: the strongest sign so far.
    strength = models.PositiveSmallIntegerField()
    # What was seen, and its sentence's facts: [{"rule": "silent", "since": "2026-11-02", "facts": {}}].
    signs = models.JSONField(default=list)
    # Where people opened it: what they saw.
    words = models.CharField(_("what you saw"), max_length=500, blank=True)
    state = models.CharField(max_length=10, default=State.OPEN.value)
    opened_on = models.DateField()
    due_on = models.DateField(_("ask by"))
    asked_on = models.DateField(null=True, blank=True)
    # One reminder; who does not ask then answers for it in the weekly meeting, from this day on.
    reminded_on = models.DateField(null=True, blank=True)
    meeting_from = models.DateField(null=True, blank=True)
    solved_on = models.DateField(null=True, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=list(OUTCOME_NAMES.items()), blank=True)
    outcome_words = models.CharField(_("in their words"), max_length=500, blank=True)
    # Who of the customer said so.
    said_by = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()

    class Meta:
        """One open case per customer; the open ones are read by day."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(state="closed"), name="threats_case_open_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=~Q(state="closed"), name="threats_case_open")
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done or asked."""
        return self.state != State.CLOSED


class CaseStep(models.Model):
    """One thing that happened in a case, as it was written down then."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    # Nobody did what a rule did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    words = models.CharField(max_length=500, blank=True)
    # Until when the next thing is to be done.
    next_on = models.DateField(null=True, blank=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        """Read in the order in which they happened."""

        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.what
