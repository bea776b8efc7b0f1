"""What was said: calls, mails, meetings, chats, tickets."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords  # type: ignore[import-untyped]

from karn.apps.customers.models import Contact, Customer
from karn.platform.facts import OWN_SOURCE, Fact

_Removable = TypeVar("_Removable", bound=models.Model)


class Channel(models.TextChoices):
    """How it was said."""

    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    MEETING = "meeting", _("Meeting")
    CHAT = "chat", _("Chat")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TICKET = "ticket", _("Ticket")


class Direction(models.TextChoices):
    """Who spoke first: they to us, or we to them."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")


class Present(models.Manager[_Removable]):
    """What was not removed: the rows everything reads."""

    def get_queryset(self) -> models.QuerySet[_Removable]:
        """Leave out what was removed."""
        return super().get_queryset().filter(removed_at__isnull=True)


class Conversation(Fact):
    """One thing that was said, and whether it was answered.

    `answered_at` is what its source says; `settled_at` is when one of us marked it as answered here, kept
    apart so that the same file imported again does not take that back.
    """

    # The index below begins with it.
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="conversations", db_index=False
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    happened_at = models.DateTimeField(_("when"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    bulk = models.BooleanField(_("sent to many"), default=False)
    notes = models.TextField(_("notes"), blank=True, default="", db_default="")
    # No index on people: they are never looked up by them, and every import would pay for it.
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # Who of us is to answer; nobody in particular = whoever looks after the customer.
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    settled_at = models.DateTimeField(_("marked as answered"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = Present["Conversation"]()
    everything = models.Manager["Conversation"]()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta(Fact.Meta):
        """Read by customer, newest first; those that wait for an answer by age."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-happened_at"], name="conversations_customer"),
            models.Index(
                fields=["direction", "happened_at"],
                condition=models.Q(
                    answered_at__isnull=True, settled_at__isnull=True, removed_at__isnull=True, bulk=False
                ),
                name="conversations_waiting",
            ),
        ]

    @property
    def version(self) -> str:
        """Name what is stored now: with every change, by hand, by import or of its answer, comes another."""
        told = (self.known_at, self.changed_at, self.settled_at)
        return " ".join(at.isoformat() if at else "-" for at in told)

    @property
    def is_own(self) -> bool:
        """Whether somebody recorded it here by hand, and it can be changed here."""
        return self.source == OWN_SOURCE

    @property
    def is_answered(self) -> bool:
        """Whether its source, or one of us, says that it was answered."""
        return self.answered_at is not None or self.settled_at is not None


class HintKind(models.TextChoices):
    """What one may notice."""

    CHANGE = "change", _("Something changed")
    COMPETITOR = "competitor", _("Named a competitor")
    NOTICE_TERMS = "notice_terms", _("Asked about notice terms")


class Hint(Fact):
    """Something small that one of us noticed, recorded with one tap."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="hints", db_index=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="hints"
    )
    kind = models.CharField(_("what"), max_length=20, choices=HintKind.choices)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    noticed_at = models.DateTimeField(_("when"))
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = Present["Hint"]()
    everything = models.Manager["Hint"]()

    class Meta(Fact.Meta):
        """Read by customer, newest first; by the rules of one kind over all customers."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-noticed_at"], name="conversations_hint_customer"),
            models.Index(fields=["kind", "noticed_at"], name="conversations_hint_kind"),
        ]
