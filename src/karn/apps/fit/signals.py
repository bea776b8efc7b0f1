"""What this app tells whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

checked = Signal()
"""Sent when somebody checked a customer. With `customer_id`, `fit` and `at`."""

decided = Signal()
"""Sent when somebody decided about a misfit, or took that back. With `customer_id`, `course` (nothing for
what was taken back) and `at`.
"""
