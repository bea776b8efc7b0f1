"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

answered = Signal()
"""Sent with `customer_id` and `at` when an unhappy answer of a customer came, or one is unhappy no more."""
