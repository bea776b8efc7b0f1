"""What waits to leave, for whoever keeps a restored copy apart."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.actions.decisions import set_aside_waiting
from karn.apps.mailing.queries.outbox import waiting_count


class WaitingMails:
    """Mails, as something that leaves Karn by itself."""

    name = _("Mails")

    def waiting(self) -> int:
        """Count the mails that wait."""
        return waiting_count()

    def set_aside(self, *, at: datetime) -> int:
        """Keep every waiting mail from leaving by itself: it may have been sent since the backup was made."""
        return set_aside_waiting(at=at)


MAILS = WaitingMails()
