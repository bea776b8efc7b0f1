"""What somebody must do by when, and why."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.tasks.rules.kinds import TICKED, Kind, kind_of
from karn.platform.days import day_words

DAY = Coalesce("snoozed_until", "due_on")
"""When a task is to be done: the day it was put off to, else the day it is due."""

OPEN = Q(done_at__isnull=True, removed_at__isnull=True, withdrawn_at__isnull=True)
"""What is still to be done."""


class Task(models.Model):
    """One thing to do. `why` is said in words; `origin` and `number` name the row that asked for it.

    Tasks people make have no origin. One row asks for one task at most: however often it is looked at,
    the same task is found. Where the origin is a kind (see :mod:`karn.apps.tasks.rules.kinds`), what the
    task says is made of its facts, in each reader's language: read :attr:`title` and :attr:`because`.
    """

    # What the journal keeps of it.
    FACTS = ("text", "why", "customer_id", "due_on", "done_at", "outcome", "removed_at")

    # Empty where the kind says it, unless somebody put it in words of their own.
    text = models.CharField(_("what to do"), max_length=300, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True)
    # "survey" and the number of the answer, for instance.
    origin = models.CharField(max_length=30, blank=True)
    number = models.BigIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    # How strongly the row asks, where its kind knows: 0 to 9.
    urgency = models.PositiveSmallIntegerField(default=0, db_default=0)
    # The day and the owner last asked for: what differs from them was chosen by hand.
    asked = models.JSONField(default=dict, blank=True)
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
    # Put off: on nobody's day before.
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
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
    # Nobody needs to do it any more: the row that asked for it no longer does.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

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
            models.Index(F("owner"), DAY, condition=OPEN, name="tasks_day"),
            models.Index(
                fields=["owner", "snoozed_until"],
                condition=OPEN & Q(snoozed_until__isnull=False),
                name="tasks_asleep",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Kind | None:
        """What station asked for it; None for people's own tasks."""
        return kind_of(self.origin)

    @property
    def title(self) -> str:
        """What is to be done, in the language in force."""
        return self.text or self._said_by_kind("text") or str(self.origin)

    @property
    def because(self) -> str:
        """Why, in the language in force; and that it was ticked off before, where it was."""
        because = self.why or self._said_by_kind("why")
        if not (ticked_on := self.facts.get(TICKED)):
            return because
        day = day_words(date.fromisoformat(ticked_on))
        again = gettext("Ticked off on %(day)s, and still to be done.") % {"day": day}
        return f"{because} {again}".strip()

    def _said_by_kind(self, what: str) -> str:
        """Return what the kind says of the facts; nothing where an erasure took them."""
        if self.kind is None or not self.facts:
            return ""
        said: str = getattr(self.kind, what)(self.facts)
        return said

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
        return self.done_at is None and self.removed_at is None and self.withdrawn_at is None


class MoveKind(models.TextChoices):
    """What happened to a task besides being done."""

    SNOOZED = "snoozed", _("Put off")
    GIVEN = "given", _("Given to somebody else")
    HANDED = "handed", _("Handed over with the customer")


class Move(models.Model):
    """Once that a task was put off (`before` and `after`: the days) or went from `giver` to `taker`."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(_("what"), max_length=10, choices=MoveKind.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    # The hand-over (its number) that moved it along with the customer.
    batch = models.BigIntegerField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by task, and by hand-over."""

        indexes: ClassVar = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="tasks_move_batch")
        ]

    @property
    def is_snooze(self) -> bool:
        """Whether it was put off, and did not change hands."""
        return self.kind == MoveKind.SNOOZED
