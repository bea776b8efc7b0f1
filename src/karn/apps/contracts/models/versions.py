"""Rows that two people may change at the same time."""

from __future__ import annotations

from datetime import datetime


class Versioned:
    """A row that says which version of it is stored."""

    known_at: datetime

    @property
    def version(self) -> str:
        """Name what is stored now: with every change, by hand or by import, comes another."""
        return self.known_at.isoformat()
