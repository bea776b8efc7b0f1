"""What customers tell whoever wants to know."""

from __future__ import annotations

from django.dispatch import Signal

handed_over = Signal()
"""Sent with `made` (the hand-over), `customers` (their ids), `is_back` (whether it was undone), `by` and `at`
inside its transaction: what is to be done about these customers goes along."""

customers_merged = Signal()
"""Sent with `numbers` (of the kept and the lost customer) and `at` inside the transaction in which they were
merged, or taken apart again, after all that belongs to them moved."""

customers_changed = Signal()
"""Sent with `numbers` (database ids) and `at` inside the transaction in which customers came, went to the
bin, came back, were merged, or in which what belongs to them moved: whoever keeps something made of them
can make it anew."""
