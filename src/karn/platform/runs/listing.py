"""Reads of runs, for pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from karn.platform.models import STANDING, UNFINISHED, Run, RunState

LAST = 50
"""So many runs that are over stand on the page."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What is done in the background: what is under way, what comes back by itself, what is over."""

    under_way: list[Run]
    standing: list[Run]
    over: list[Run]


def listed_runs() -> Runs:
    """Return the runs of the page: those under way as they were asked for, those over newest first."""
    unfinished = list(Run.objects.filter(state__in=UNFINISHED).order_by("due_at", "pk")[: 2 * LAST])
    over = Run.objects.exclude(state__in=(*UNFINISHED, RunState.SKIPPED))
    return Runs(
        under_way=[run for run in unfinished if not run.is_standing],
        standing=[run for run in unfinished if run.is_standing],
        over=list(over.order_by(F("ended_at").desc(), "-pk")[:LAST]),
    )


def every_run() -> Iterator[Run]:
    """Yield the runs of the page, and those over that stand there no more, the last asked for first."""
    return Run.objects.exclude(state=RunState.SKIPPED).order_by("-asked_at", "-pk").iterator()


def is_under_way(job: str) -> bool:
    """Say whether a run of the job runs, or waits to be begun; one that failed and waits does not count."""
    begins = Q(state=RunState.WAITING, tries=0) | Q(state=RunState.RUNNING)
    return Run.objects.filter(begins, job=job).exclude(key=STANDING).exists()
