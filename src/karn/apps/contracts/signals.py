"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

renewal_planned = Signal()
"""Sent with `customer_id` and `at` when somebody planned what comes after a term, or took that back."""
