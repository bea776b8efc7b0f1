"""What a client expects: in whose words, for how long, and whether the client said so."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.rows import Row
from karn.apps.care.rules import expectations as rules
from karn.apps.customers.models import Contact, Customer


class Horizon(models.TextChoices):
    """How far ahead it reaches."""

    NOW = rules.NOW, _("Now")
    SHORT = rules.SHORT, _("In the coming months")
    LONG = rules.LONG, _("In the long run")


class Voice(models.TextChoices):
    """Who says so."""

    CLIENT = "client", _("The client")
    US = "us", _("We believe so")


class Standing(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    GONE = "gone", _("No longer")


class How(models.TextChoices):
    """How the client said so."""

    LINK = "link", _("By link")
    TALK = "talk", _("In a talk")


class Expectation(Row):
    """One thing a client expects.

    Voiced by a contact, by the client itself (`voice` client, no contact), or what we believe. Whether it
    counts as confirmed on a day says :meth:`is_confirmed_on`: it depends on who is still there.
    """

    FACTS = (
        "text",
        "horizon",
        "voice",
        "contact_id",
        "owner_id",
        "standing",
        "unexpected",
        "ask_on",
        "confirmed_on",
        "confirmed_how",
        "confirmed_by_id",
        "told_to_id",
        "removed_at",
    )

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(_("what they expect"), max_length=500)
    horizon = models.CharField(_("when"), max_length=5, choices=Horizon.choices, default=Horizon.NOW)
    voice = models.CharField(_("who says so"), max_length=6, choices=Voice.choices, default=Voice.US)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("voiced by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    standing = models.CharField(
        _("what became of it"), max_length=7, choices=Standing.choices, default=Standing.OPEN
    )
    unexpected = models.BooleanField(_("unexpected"), default=False)
    ask_on = models.DateField(_("ask again on"), null=True, blank=True)
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

    class Meta:
        """Read by customer; those to ask about by day."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "id"], name="care_expected_customer"),
            models.Index(
                fields=["ask_on"],
                condition=Q(standing="open", removed_at__isnull=True),
                name="care_expected_ask",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_confirmed_on(self, day: date) -> bool:
        """Say whether the client confirmed it, as of `day`. No query where the contacts were read along."""
        return rules.is_confirmed(
            confirmed_on=self.confirmed_on,
            voice_left_on=self.contact.ends_on if self.contact else None,
            confirmer_left_on=self.confirmed_by.ends_on if self.confirmed_by else None,
            on=day,
        )

    @property
    def is_open(self) -> bool:
        """Whether it still holds and is not settled."""
        return self.standing == Standing.OPEN and self.removed_at is None
