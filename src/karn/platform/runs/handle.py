"""What a job is given: its argument, and the way to say how far it is and to learn that it should stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from karn.kernel.points import point
from karn.platform.models import Run
from karn.platform.runs import lease

SECONDS = 1.0
"""Progress is written at most so often."""


class Ended(Exception):
    """The run must not go on here. Jobs let it through."""


class Fenced(Ended):
    """Somebody else has the run in hand now, or it is over: nothing may be stored any more."""


class Cancelled(Ended):
    """A person wants the run to end."""


class Stopping(Ended):
    """This process stops; another one begins the run again."""


class RunHandle:
    """One run in hand. `at` is when it was taken in hand, `fence` the number of the lease."""

    def __init__(self, run: Run, stopping: threading.Event | None = None) -> None:
        self._run = run
        self._stopping = stopping or threading.Event()
        self._told = 0.0
        self.is_finished = False

    @property
    def number(self) -> int:
        """The run's number."""
        return self._run.pk

    @property
    def fence(self) -> int:
        """The number of the lease: a later one is higher."""
        return self._run.lease

    @property
    def argument(self) -> Mapping[str, Any]:
        """What was asked for."""
        told: Mapping[str, Any] = self._run.argument
        return told

    @property
    def by_number(self) -> int | None:
        """Who asked for it, as a row of people; None where it came by itself."""
        return self._run.by_number

    @property
    def at(self) -> datetime:
        """When it was taken in hand."""
        return self._run.began_at or self._run.asked_at

    @property
    def again(self) -> bool:
        """Whether an earlier try did not end well: it may have done part of the work."""
        return self._run.tries > 1

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is, and in a word at what; call it often, it writes once a second at most.

        Every call is a place to stop: raises Cancelled, Stopping or Fenced. Inside a transaction what it
        writes is seen when that ends. `note` holds no personal data.
        """
        if self._stopping.is_set():
            raise Stopping
        now = time.monotonic()
        if now - self._told < SECONDS and (done < total or not total):
            return
        self._told = now
        facts = {"done": done, "total": total, "note": note[:120], "beat_at": timezone.now()}
        if not lease.store(self.number, self.fence, **facts):
            raise Fenced
        if self.is_cancelled():
            raise Cancelled

    def is_cancelled(self) -> bool:
        """Say whether a person wants it to end. One query."""
        return Run.objects.filter(pk=self.number, cancel_asked_at__isnull=False).exists()

    def refuse_if_fenced(self) -> None:
        """Raise Fenced unless the run is still in these hands; inside a transaction, until it ends.

        Call it first in every transaction that stores something: two workers then have one effect.
        """
        if not lease.holds(self.number, self.fence):
            raise Fenced

    def finish(self) -> None:
        """End the run here, inside the job's own last transaction: both are stored, or neither.

        Raises Fenced where the run is not in these hands any more. Without it, a process that dies between
        its last transaction and the run's end leaves a run that is begun again.
        """
        if not lease.finish(self._run, at=timezone.now()):
            raise Fenced
        point("run.finished")
        self.is_finished = True
