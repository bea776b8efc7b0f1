"""Writes: what the rules see is kept, and what people do about it."""

from karn.apps.threats.actions.signals import (
    Observed,
    look_soon,
    look_where_due,
    observe_customers,
    observe_signals,
)

__all__ = ["Observed", "look_soon", "look_where_due", "observe_customers", "observe_signals"]
