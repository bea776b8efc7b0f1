"""Doing one run: take it in hand, do the work, keep how it ended."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.utils import timezone, translation

from karn.kernel.errors import KarnError
from karn.kernel.points import point
from karn.platform.models import Run, RunState
from karn.platform.runs import lease
from karn.platform.runs.handle import Cancelled, Fenced, RunHandle, Stopping
from karn.platform.runs.job import Job, job_named

logger = logging.getLogger(__name__)


class Hands:
    """The runs this process has in hand, for whoever shows that they are alive; and whether it stops."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._held: dict[int, int] = {}
        self._lock = threading.Lock()

    def take(self, run: Run) -> None:
        """Remember a run that was taken in hand."""
        with self._lock:
            self._held[run.pk] = run.lease

    def leave(self, run: Run) -> None:
        """Forget a run."""
        with self._lock:
            self._held.pop(run.pk, None)

    def held(self) -> dict[int, int]:
        """Return the runs in hand: numbers and leases."""
        with self._lock:
            return dict(self._held)


def do_run(number: int, *, at: datetime, hands: Hands | None = None) -> bool:
    """Do the run, if it waits and is due at `at`; say whether it was taken in hand."""
    run = Run.objects.filter(pk=number, state=RunState.WAITING).first()
    job = job_named(run.job) if run else None
    if run is None or job is None or not _is_wanted(job) or not lease.claim(run, job, at=at):
        return False
    hands = hands or Hands()
    hands.take(run)
    try:
        _work(job, run, hands.stopping)
    finally:
        hands.leave(run)
        translation.deactivate()
    return True


def do_all(*, at: datetime, most: int = 1_000) -> int:
    """Do every run that waits and is due, in this thread; return how many. For commands and tests."""
    done = 0
    while done < most:
        waiting = Run.objects.filter(state=RunState.WAITING, due_at__lte=at).order_by("due_at", "pk")
        numbers = list(waiting.values_list("pk", flat=True))
        taken = sum(do_run(number, at=at) for number in numbers)
        done += taken
        if not taken:
            break
    return done


def _is_wanted(job: Job) -> bool:
    return job.is_wanted is None or job.is_wanted()


def _work(job: Job, run: Run, stopping: threading.Event) -> None:
    if not _is_kept(job, run, RunHandle(run, stopping)):
        logger.info("%s (run %s) was fenced", job.name, run.pk)


def _is_kept(job: Job, run: Run, handle: RunHandle) -> bool:
    """Do the work and keep how it ended; say whether it could be kept."""
    try:
        job.work(handle)
        point("run.worked")
        return handle.is_finished or lease.finish(run, at=timezone.now())
    except Fenced:
        return False
    except Cancelled:
        return lease.cancelled(run, at=timezone.now())
    except Stopping:
        return lease.hand_on(run.pk, run.lease, at=timezone.now())
    except KarnError as error:
        logger.info("%s (run %s) failed: %s", job.name, run.pk, error)
        return lease.fail(run, error, at=timezone.now())
    except Exception:
        logger.exception("%s (run %s) failed", job.name, run.pk)
        return lease.fail(run, KarnError(lease.WENT_WRONG), at=timezone.now())
