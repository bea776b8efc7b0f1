"""What a client got for the money: results and extras, and the recaps that say it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.mailed import Mailed
from karn.apps.customers.models import Contact, Customer

OPEN_RECAP = Q(sent_at__isnull=True, removed_at__isnull=True)
"""What is still to be sent."""


class BenefitKind(models.TextChoices):
    """What a client got."""

    EXTRA = "extra", _("Something extra")
    RESULT = "result", _("A result")


class Benefit(models.Model):
    """Something a client got that stands on no invoice (`extra`), or that came of our work (`result`).

    What an extra cost us is money (`cost` in `currency`), `hours`, both or not said.
    """

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("for whom"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=6, choices=BenefitKind.choices, default=BenefitKind.EXTRA)
    given_on = models.DateField(_("when"))
    what = models.CharField(_("what"), max_length=200)
    cost = models.DecimalField(_("what it cost us"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-given_on"], name="care_benefit_customer")]


class Occasion(models.TextChoices):
    """Why a recap is due."""

    RENEWAL = "renewal", _("Before a renewal")
    PRICE = "price", _("Before a price change")
    QUARTER = "quarter", _("Every quarter")
    HAND = "hand", _("Somebody wanted it")


class Way(models.TextChoices):
    """How a recap reached the client."""

    MAIL = "mail", _("By mail")
    PAPER = "paper", _("On paper, or told")


class Recap(Mailed):
    """One recap of what a client got since a day. Once sent it is frozen.

    One that goes by mail is sent when the mail left: until then it waits, and where the mail was kept back
    it is open again.

    `lines` are what somebody made of what is known, in order: [{"code": "benefit:7", "on": "2026-05-01",
    "text": "…", "in": true}, …]; before anybody did they are drawn from what is known. `frozen` is what was
    sent: {"intro": "…", "lines": ["…"], "closing": "…", "to": "…"}.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    occasion = models.CharField(_("why"), max_length=8, choices=Occasion.choices)
    # The day of the renewal or of the new price.
    about_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("by when"))
    since = models.DateField(_("since"))
    language = models.CharField(_("language"), max_length=5)
    intro = models.TextField(_("before the lines"), blank=True)
    lines = models.JSONField(default=list, blank=True)
    closing = models.TextField(_("after the lines"), blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    way = models.CharField(_("how"), max_length=5, choices=Way.choices, blank=True)
    contact = models.ForeignKey(
        Contact, verbose_name=_("to whom"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    frozen = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the latest first; open ones by day."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-sent_at"], name="care_recap_customer"),
            models.Index(fields=["due_on"], condition=OPEN_RECAP, name="care_recap_open"),
        ]

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be written and sent."""
        return self.sent_at is None and self.removed_at is None and not self.is_on_its_way
