"""The sweep: what waits and nobody told a worker of, and what is in hand of nobody who lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from karn.platform.models import Run, RunState
from karn.platform.runs import lease
from karn.platform.runs.asking import standing_run
from karn.platform.runs.job import DELAYS, all_jobs, job_named
from karn.platform.runs.queue import is_empty, ring

Sign = tuple[int, datetime | None]
"""A lease, and when its holder last showed that it lives."""


@dataclass(slots=True)
class Watch:
    """Watches signs of life by this process's own clock, which nobody sets: a stepped one fences nobody."""

    patience: float
    """Seconds without a new sign after which a holder counts as dead."""

    _seen: dict[int, tuple[Sign, float]] = field(default_factory=dict)

    def silent(self, signs: Mapping[int, Sign], now: float) -> list[int]:
        """Return whose sign stayed the same for longer than that, at `now` in seconds of a steady clock."""
        since = {number: self._since(number, sign, now) for number, sign in signs.items()}
        self._seen = {number: (sign, since[number]) for number, sign in signs.items()}
        return [number for number, began in since.items() if now - began > self.patience]

    def _since(self, number: int, sign: Sign, now: float) -> float:
        before, began = self._seen.get(number, (sign, now))
        return began if before == sign else now


@dataclass(slots=True)
class Sweep:
    """One process's sweeps. Several at once do no harm: each step is a compare-and-set."""

    watch: Watch
    _told: dict[int, int] = field(default_factory=dict)

    def prepare(self, *, at: datetime) -> None:
        """Make the runs that stand for jobs which come back by themselves."""
        for job in all_jobs():
            if job.every:
                standing_run(job, at=at)

    def once(self, *, at: datetime, now: float) -> None:
        """Look once, at `at` and `now` in seconds of a steady clock."""
        self._take_away_the_dead(at, now)
        self._ring_for_the_due(at)

    def _take_away_the_dead(self, at: datetime, now: float) -> None:
        running = Run.objects.filter(state=RunState.RUNNING).values_list("pk", "lease", "beat_at")
        signs = {number: (held, beat_at) for number, held, beat_at in running}
        for number in self.watch.silent(signs, now):
            lease.take_away(number, signs[number][0], at=at)

    def _ring_for_the_due(self, at: datetime) -> None:
        """Tell workers of what is due: once each, and again when they have nothing left to do."""
        due = _due(at)
        known = {} if due and is_empty() else self._told
        for number, held in due.items():
            if known.get(number) != held:
                ring(number)
        self._told = due


def _due(at: datetime) -> dict[int, int]:
    waiting = Run.objects.filter(state=RunState.WAITING).order_by("due_at", "pk")
    rows = waiting.values_list("pk", "lease", "job", "due_at")
    return {number: held for number, held, job, due_at in rows if lease.is_due(due_at, at, _longest(job))}


def _longest(name: str) -> timedelta:
    job = job_named(name)
    return job.longest_wait if job else DELAYS[-1]
