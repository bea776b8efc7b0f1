"""Undo instead of “are you sure?”: the message that says what was done carries the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo "
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST: Final = 10**17  # far ahead, and a moment still


def offer_undo(request: HttpRequest, said: str, address: str) -> None:
    """Say what was done, with a button (key u) that posts to `address` and takes it back."""
    messages.success(request, said, extra_tags=MARK + address)


def micros_of(moment: datetime) -> int:
    """Return a moment as an address holds it: what was done then can be taken back by it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(micros: int) -> datetime:
    """Return the moment that an address holds."""
    return _EPOCH + timedelta(microseconds=min(micros, _LARGEST))
