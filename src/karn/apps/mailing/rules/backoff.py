"""When a mail that could not be handed over is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

WAITS: Final = (
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""After the first refusal, the second, …: RFC 5321 4.5.4.1 asks for half an hour at least on average."""

LEASE: Final = timedelta(minutes=15)
"""So long a claim stands at most: whoever has not told by then was killed."""

STALE: Final = timedelta(days=30)
"""A mail that could not go for so long says nothing true any more."""


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts; None: no further one."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
