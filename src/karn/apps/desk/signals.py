"""What the desk tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

refreshed = Signal()
"""Sent with `as_of` when the figures are new: whoever shows them can prepare."""
