"""Locks that a killed process gives back by itself: the operating system's, on a file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karn.kernel.errors import KarnError


class Held(KarnError):
    """Somebody else holds the lock."""


@contextmanager
def hold(path: Path, *, otherwise: str) -> Iterator[None]:
    """Hold the lock at `path` while the block runs. Raises Held, saying `otherwise`, when it is taken.

    Works between threads and between processes of one machine. The file stays.
    """
    with wait_for(path, otherwise=otherwise, seconds=0):
        yield


@contextmanager
def wait_for(path: Path, *, otherwise: str, seconds: float = 5.0) -> Iterator[None]:
    """Hold the lock at `path` as soon as it is free. Raises Held, saying `otherwise`, after `seconds`."""
    ends = time.monotonic() + seconds
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _take(descriptor):
            if time.monotonic() >= ends:
                raise Held(otherwise)
            time.sleep(0.002)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Say whether somebody holds the lock at `path` just now."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        return not _take(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
