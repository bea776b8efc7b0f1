"""What people tell whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

switched_off = Signal()
"""Sent with `person` and `at` inside the transaction in which somebody is let in no more: whoever gave out
an address that opens without logging in takes it back."""
