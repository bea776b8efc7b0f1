"""What we promised: to whom, by when, by whom, and whether it was kept."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karn.apps.care.models.rows import Row
from karn.apps.care.rules.promises import is_overdue
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer


class Given(models.TextChoices):
    """Where it was promised."""

    HAND = "hand", _("Written down")
    TALK = "talk", _("In a conversation")
    SALES = "sales", _("By sales")


class Outcome(models.TextChoices):
    """What became of a promise."""

    OPEN = "open", _("Open")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    BROKEN = "broken", _("Broken")


class Promise(Row):
    """One promise to a client. `promised_on` and `settled_on` are days, so that any past day can be asked."""

    FACTS = (
        "text", "contact_id", "owner_id", "due_on", "promised_on", "source", "conversation_id", "outcome",
        "settled_on", "removed_at",
    )  # fmt: skip

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(_("what we promised"), max_length=500)
    contact = models.ForeignKey(
        Contact, verbose_name=_("to whom"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who keeps it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    promised_on = models.DateField(_("promised on"))
    source = models.CharField(_("where"), max_length=5, choices=Given.choices, default=Given.HAND)
    conversation = models.ForeignKey(
        Conversation,
        verbose_name=_("conversation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.CharField(
        _("what became of it"), max_length=6, choices=Outcome.choices, default=Outcome.OPEN
    )
    settled_on = models.DateField(_("kept or broken on"), null=True, blank=True)

    class Meta:
        """Read by customer; open ones by the day they are due."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "id"], name="care_promise_customer"),
            models.Index(
                fields=["due_on"],
                condition=Q(outcome="open", removed_at__isnull=True),
                name="care_promise_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.outcome == Outcome.OPEN and self.removed_at is None

    def is_overdue_on(self, day: date) -> bool:
        """Say whether it should have been kept before `day`."""
        return is_overdue(is_open=self.is_open, due_on=self.due_on, on=day)
