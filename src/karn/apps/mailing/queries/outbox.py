"""The outbox as people read it."""

from __future__ import annotations

from karn.apps.mailing.models import Mail, State


def waiting_count() -> int:
    """Return how many mails wait to leave."""
    return Mail.objects.filter(state__in=(State.QUEUED, State.CLAIMED)).count()
