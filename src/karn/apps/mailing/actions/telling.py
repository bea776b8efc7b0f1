"""Telling whoever waits for it what became of a mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from karn.apps.mailing.signals import followed, refused


def tell_followers(mails: Iterable[int], *, at: datetime) -> None:
    """Tell what became of these mails (ids) once it is stored; nobody who listens stops the post."""
    numbers = list(mails)
    if numbers:
        transaction.on_commit(lambda: followed.send_robust(sender=None, mails=numbers, at=at))


def tell_refused(*, at: datetime) -> None:
    """Tell that what somebody allows is another once it is stored; nobody who listens stops them."""
    transaction.on_commit(lambda: refused.send_robust(sender=None, at=at))
