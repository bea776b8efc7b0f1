"""What somebody must do by when, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer

OPEN = Q(done_at__isnull=True, removed_at__isnull=True)
"""What is still to be done."""


class Task(models.Model):
    """One thing to do. `why` is said in words; `origin` and `number` name the row that asked for it.

    Tasks people make have no origin. One row asks for one task at most: however often it is looked at,
    the same task is found.
    """

    text = models.CharField(_("what to do"), max_length=300)
    why = models.CharField(_("why"), max_length=500, blank=True)
    # "survey" and the number of the answer, for instance.
    origin = models.CharField(max_length=30, blank=True)
    number = models.BigIntegerField(null=True, blank=True)
    # The index below begins with it.
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    made_at = models.DateTimeField()
    # Nobody made what came from a rule.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer; those to be done by day."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "number"], condition=~Q(origin=""), name="tasks_once_per_origin"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "due_on"], name="tasks_customer"),
            models.Index(fields=["due_on"], condition=OPEN, name="tasks_open"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def customer_seen(self) -> bool:
        """Whether who reads it may see the customer; the query that reads tasks for somebody says so."""
        return bool(getattr(self, "sees_customer", True))

    @property
    def shown_customer(self) -> Customer | None:
        """The customer, where who reads it may see them."""
        return self.customer if self.customer_seen else None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and self.removed_at is None
