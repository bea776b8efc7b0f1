"""How fast one token may call: steadily, with room for a burst."""

from __future__ import annotations

import threading
from dataclasses import dataclass

CALLS_A_MINUTE = 600
"""So many calls a minute one token may make in the long run, and at once after a rest."""


@dataclass(slots=True)
class _Level:
    calls: float
    at: float


class Meter:
    """Counts calls per token in this process; a token's count runs out by itself.

    A leaking bucket: it holds `calls_a_minute` calls and leaks as many a minute.
    """

    def __init__(self, calls_a_minute: int = CALLS_A_MINUTE) -> None:
        """Let each token make so many calls a minute."""
        self.calls_a_minute = calls_a_minute
        self._levels: dict[int, _Level] = {}
        self._lock = threading.Lock()

    def seconds_to_wait(self, token: int, *, at: float) -> int:
        """Count a call at `at` (seconds of a steady clock); return 0, or how long to wait before the next.

        A call that must wait is not counted.
        """
        leak = self.calls_a_minute / 60
        with self._lock:
            level = self._levels.setdefault(token, _Level(0, at))
            level.calls = max(0.0, level.calls - (at - level.at) * leak)
            level.at = at
            if level.calls + 1 > self.calls_a_minute:
                return int((level.calls + 1 - self.calls_a_minute) / leak) + 1
            level.calls += 1
            self._forget_quiet(at)
        return 0

    def _forget_quiet(self, at: float) -> None:
        if len(self._levels) > 1000:
            self._levels = {token: level for token, level in self._levels.items() if at - level.at < 60}


METER = Meter()
"""The meter of this process."""
