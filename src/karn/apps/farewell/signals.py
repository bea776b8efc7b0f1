"""Somebody leaves: what stands above farewell listens."""

from django.dispatch import Signal

departing = Signal()
"""Sent once a verified declaration is stored: `customer_id`, `departure` (its id) and `at`."""

staying = Signal()
"""Sent once such a declaration is taken back: `customer_id`, `departure` (its id) and `at`."""
