"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

settled = Signal()
"""Sent with `customer_id` and `at` when a task that a row asked for is done, or open again."""
