"""Fault points: named places in durable work where a test can kill the process.

Every step that must survive `kill -9` calls :func:`point`. In ordinary life it does nothing. With
``KARN_KILL_AT=7`` the process sends itself SIGKILL at the seventh point it reaches; with
``KARN_COUNT_POINTS=FILE`` it appends the name of every point it passes to FILE, so that a test can
first count the points of a run and then kill it at each of them.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

_passed = 0


def point(name: str) -> None:
    """Mark one durable step. `name` is dotted: noun.step, for instance ``import.batch_stored``."""
    global _passed  # noqa: PLW0603 (one process, one count: the point of the harness)
    _passed += 1
    if (log := os.environ.get("KARN_COUNT_POINTS")) is not None:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")
    if os.environ.get("KARN_KILL_AT") == str(_passed):
        os.kill(os.getpid(), signal.SIGKILL)
