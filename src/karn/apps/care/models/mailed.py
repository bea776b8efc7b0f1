"""Rows that are told by mail: they count as told when the mail has left, not when it was queued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from karn.apps.mailing.models import Mail, Returned, State

ON_ITS_WAY = Q(mail__state__in=(State.QUEUED, State.CLAIMED))
"""Its mail waits in the outbox, or is being handed over."""

LEFT = Q(mail__state=State.SENT) & ~Q(mail__returned=Returned.BOUNCED)
"""Its mail left, and did not come back."""


class Mailed(models.Model):
    """A row with the last mail that told it to the customer."""

    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def is_on_its_way(self) -> bool:
        """Whether its mail may still leave by itself."""
        return self.mail is not None and self.mail.state in (State.QUEUED, State.CLAIMED)

    @property
    def has_left(self) -> bool:
        """Whether its mail left, and did not come back."""
        mail = self.mail
        return mail is not None and mail.state == State.SENT and mail.returned != Returned.BOUNCED

    @property
    def trouble(self) -> str:
        """Why the mail did not reach them, or nothing."""
        if self.mail is None or self.is_on_its_way or self.has_left:
            return ""
        if self.mail.state == State.SENT:
            return _("Mail to this address came back.")
        return self.mail.get_reason_display() or self.mail.get_state_display()
