"""What customers tell whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

customers_changed = Signal()
"""Sent with `numbers` (database ids) and `at` inside the transaction in which customers came, went to the
bin, came back, were merged, or in which what belongs to them moved: whoever keeps something made of them
can make it anew."""
