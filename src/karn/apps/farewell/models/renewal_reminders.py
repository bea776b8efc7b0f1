"""Reminders to consumers that a contract is about to renew itself, kept as proof."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.rules.renewal_reminders import ReminderState
from karn.apps.mailing.models import Mail, State

_FAILED = (State.FAILED, State.UNKNOWN, State.WITHHELD)


class RenewalReminder(models.Model):
    """One renewal of one contract of which a consumer had to be told, and the mail that told of it.

    The mail is the proof: its words, address, moment and what became of it. `told_on` and `told_how` say
    that somebody reminded them otherwise.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+", db_index=False)
    # The first day of the next term; the last day to give notice for it; the last day to remind of it.
    renews_on = models.DateField(_("renews on"))
    notice_by = models.DateField(_("notice until"))
    due_by = models.DateField(_("remind by"))
    country = models.CharField(_("country"), max_length=5)
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    told_on = models.DateField(_("reminded otherwise on"), null=True, blank=True)
    told_how = models.CharField(_("how"), max_length=200, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """One per contract and renewal; read by when it renews."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "renews_on"], name="farewell_reminder_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["renews_on", "id"], name="farewell_reminder_renews"),
            models.Index(fields=["customer"], name="farewell_reminder_customer"),
        ]

    def sent_on(self, zone: str) -> date | None:
        """Return the local day on which the mail was handed over and stayed there."""
        mail = self.mail
        if mail is None or mail.state != State.SENT or mail.settled_at is None or mail.returned:
            return None
        return mail.settled_at.astimezone(ZoneInfo(zone)).date()

    def state(self, on: date, zone: str) -> ReminderState:
        """Return how it stands on a day of the company, whose zone it is."""
        sent_on = self.sent_on(zone)
        if self.told_on and self.told_on <= self.due_by:
            return ReminderState.TOLD
        if sent_on and sent_on <= self.due_by:
            return ReminderState.SENT
        if on > self.due_by:
            return ReminderState.MISSED
        failed = self.mail is None or self.mail.state in _FAILED or bool(self.mail.returned)
        return ReminderState.FAILED if failed else ReminderState.WAITING
