"""Payments that failed: which reminders went, and what somebody decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Invoice
from karn.apps.customers.models import Customer
from karn.apps.mailing.models import Mail
from karn.apps.tasks.models import Task


class PaymentReminder(models.Model):
    """One reminder, by mail, of one invoice whose payment failed: the first, second or third."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.PositiveSmallIntegerField()
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    made_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        """Each once; the last one of a customer is looked up."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "step"], name="care_payment_reminder_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-made_on"], name="care_payment_reminder_customer")
        ]


class Decided(models.TextChoices):
    """What somebody did about a payment that failed."""

    CALL = "call", _("To be called")
    QUIET = "quiet", _("No more reminders")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class PaymentDecision(models.Model):
    """What somebody decided about an invoice whose payment failed; one stands at a time.

    `edits` are the numbers of what was done to the contract and the invoice for it, in order.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="+", db_index=False)
    decided = models.CharField(_("what was decided"), max_length=10, choices=Decided.choices)
    edits = models.JSONField(default=list)
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One stands per invoice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(removed_at__isnull=True), name="care_payment_decision_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["customer"], name="care_payment_decision_customer")]
