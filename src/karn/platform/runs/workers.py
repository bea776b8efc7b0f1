"""Workers: threads of a process that do runs, and one that shows they live, sweeps, and begins the nights.

Of all processes on a data folder one sweeps, by a lock on a file that a dead process gives back. They start
where pages are served (`karn serve`) and in `karn work`; never in commands or tests by themselves.
"""

from __future__ import annotations

import logging
import threading
import time as steady
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from karn.platform.locks import Held, hold, is_held
from karn.platform.runs import lease
from karn.platform.runs.nights import begin_nights
from karn.platform.runs.queue import next_number
from karn.platform.runs.sweep import Sweep, Watch
from karn.platform.runs.work import Hands, do_run

logger = logging.getLogger(__name__)

THREADS = 2
"""Runs a process does at the same time: a long one must not keep the mail waiting."""

TICK = 1.0
BEAT = 20.0
PATIENCE = 120.0
"""Seconds without a sign of life after which another worker takes a run up."""

TICKS = 10
"""So many sweeps after another, somebody looks what comes back by itself, and at the night."""

POLL = 0.25
PAUSE = 2.0
"""Seconds to wait when the database or the queue does not answer."""

LONGEST_STOP = 10.0

Step = Callable[[], bool]
"""What a thread does again and again; it says whether it had something to do."""


class Workers:
    """The workers of one process."""

    def __init__(self, *, threads: int = THREADS, beat: float = BEAT, patience: float = PATIENCE) -> None:
        self.hands = Hands()
        self._beat = beat
        self._sweeper = Sweeper(patience)
        steps = {f"karn-worker-{place}": self._work for place in range(threads)}
        steps |= {"karn-sweep": self._sweep, "karn-beat": self._show_life}
        self._threads = [self._thread(name, step) for name, step in steps.items()]

    def _thread(self, name: str, step: Step) -> threading.Thread:
        given = (step, self.hands.stopping)
        return threading.Thread(target=_again_and_again, args=given, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float = LONGEST_STOP) -> None:
        """Begin nothing more, let what runs end at its next step, and hand on what did not in time."""
        self.hands.stopping.set()
        ends = steady.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, ends - steady.monotonic()))
        for number, held in self.hands.held().items():
            lease.hand_on(number, held, at=timezone.now())
        self._sweeper.close()
        connections.close_all()

    def _work(self) -> bool:
        number = next_number(seconds=POLL)
        return number is not None and do_run(number, at=timezone.now(), hands=self.hands)

    def _show_life(self) -> bool:
        self.hands.stopping.wait(self._beat)
        if leases := self.hands.held():
            lease.beat(leases, at=timezone.now())
        return False

    def _sweep(self) -> bool:
        if not self.hands.stopping.wait(TICK):
            self._sweeper.tick()
        return False


class Sweeper:
    """Sweeps, in the one process of those on a data folder that holds the lock."""

    def __init__(self, patience: float) -> None:
        self._sweep = Sweep(Watch(patience))
        self._lock = ExitStack()
        self._ticks: int | None = None

    def tick(self) -> None:
        """Sweep, if it is ours to do; look now and then what is to come back."""
        if self._ticks is None:
            if not self._takes_lock():
                return
            self._ticks = 0
        at = timezone.now()
        if self._ticks % TICKS == 0:
            self._sweep.prepare(at=at)
            begin_nights(clock=settings.INSTALLATION.nightly_at, at=at)
        self._ticks += 1
        self._sweep.once(at=at, now=steady.monotonic())
        _lock_file().touch()

    def close(self) -> None:
        """Give the lock back."""
        self._lock.close()
        self._ticks = None

    def _takes_lock(self) -> bool:
        try:
            self._lock.enter_context(hold(_lock_file(), otherwise=""))
        except Held:
            return False
        return True


def swept_at() -> datetime | None:
    """Return when a living process on this data folder last swept; None where no worker lives."""
    file = _lock_file()
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if is_held(file) else None


def start_with_pages() -> None:
    """Start the workers of a process that serves pages, and stop them when its main thread ends."""
    workers = Workers()
    workers.start()

    def end() -> None:
        threading.main_thread().join()
        workers.stop()

    # No daemon: Python waits for it, and so for what the workers have in hand.
    threading.Thread(target=end, name="karn-end").start()


def _lock_file() -> Path:
    folder: Path = settings.INSTALLATION.data
    return folder / "work.lock"


def _again_and_again(step: Step, stopping: threading.Event) -> None:
    """Do the step again and again until the process stops; what goes wrong in it is logged."""
    while not stopping.is_set():
        try:
            is_busy = step()
        except Exception:
            logger.exception("Background work met something in its way")
            is_busy = False
            stopping.wait(PAUSE)
        if not is_busy:  # opening one for each of many small runs took half of the time
            close_old_connections()
    connections.close_all()
