"""Following what became of mails that tell customers something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from karn.apps.care.actions.value import follow_recap_mails
from karn.apps.care.actions.wishes import follow_wish_mails


def follow_mails(*, at: datetime, mails: Collection[int] | None = None) -> None:
    """Let what these mails (ids) told be told, or not; without them, all that still waits to be."""
    follow_wish_mails(at=at, mails=mails)
    follow_recap_mails(at=at, mails=mails)
