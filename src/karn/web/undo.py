"""Undo instead of “are you sure?”: the message that says what was done carries the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo "


def offer_undo(request: HttpRequest, said: str, address: str) -> None:
    """Say what was done, with a button (key u) that posts to `address` and takes it back."""
    messages.success(request, said, extra_tags=MARK + address)
