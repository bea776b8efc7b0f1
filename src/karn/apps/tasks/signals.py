"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

settled = Signal()
"""Sent when a task that a row asked for is done (`is_done`), or open again.

With `origin` and `number` (which row), `customer_id` (None where it is about nobody) and `at`.
"""
