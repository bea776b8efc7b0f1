"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

talked = Signal()
"""Sent with `customer_id` and `at` when something was recorded by hand about a customer, or taken back."""
