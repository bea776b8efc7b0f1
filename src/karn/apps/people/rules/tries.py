"""How long somebody waits who gave wrong passwords."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FREE_FOR_AN_ADDRESS: Final = 5
"""So many wrong passwords for one address cost no waiting."""

FREE_FROM_A_MACHINE: Final = 30
"""So many from one machine, whatever the addresses: a whole office may come from one."""

FREE_QUESTIONS: Final = 3
"""So many questions for a new password for one address cost no waiting."""

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""Without another wrong password for so long, counting begins anew."""


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long nobody is let in after so many wrong passwords in a row, `free` of them for nothing.

    Half a minute, then twice as long each time, a quarter of an hour at most: nobody can be shut out for
    good, and nobody can try more than about a hundred passwords a day.
    """
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    return min(timedelta(seconds=FIRST_WAIT.total_seconds() * (1 << doublings)), LONGEST_WAIT)


def is_forgotten(last_at: datetime, at: datetime) -> bool:
    """Say whether wrong passwords, the last of them at `last_at`, no longer count at `at`."""
    return at - last_at >= FORGOTTEN_AFTER
