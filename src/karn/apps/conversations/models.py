"""What was said: calls, mails, meetings, chats, tickets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.platform.facts import Fact


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


class Conversation(Fact):
    """One thing that was said, and whether it was answered."""

    # The index below begins with it.
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="conversations", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    happened_at = models.DateTimeField(_("when"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    bulk = models.BooleanField(_("sent to many"), default=False)

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-happened_at"], name="conversations_customer")]
