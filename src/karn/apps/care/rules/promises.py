"""When a promise is overdue, and what its task says. Pure functions."""

from __future__ import annotations

from datetime import date


def is_overdue(*, is_open: bool, due_on: date | None, on: date) -> bool:
    """Say whether an open promise should have been kept before `on`."""
    return is_open and due_on is not None and due_on < on
