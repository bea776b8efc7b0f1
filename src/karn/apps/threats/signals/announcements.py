"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

looked_again = Signal()
"""Sent with `customer_id` when the rules looked at one customer between two refreshes."""
