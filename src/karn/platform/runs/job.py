"""Jobs: what can be done in the background, by name. The entries are listed in the project's wiring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""How long a run waits after it failed once, twice, and from then on, before it is tried again."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of background work. `name` is dotted: app.noun; `title` is what people call it.

    `work` does it, once per run: it is given a :class:`~karn.platform.runs.RunHandle`, and called in a thread
    with its own database connection and no transaction around it. `retries` says how often a run that failed,
    or whose process died, is begun again. With `every` it comes back by itself, with one run that stands for
    all; `is_wanted` then says, cheaply and without writing, whether there is anything to do. With `nightly`
    it runs once per local day of the company.
    """

    name: str
    title: Promise | str
    work: Callable[[Any], None]
    retries: int = 3
    every: timedelta | None = None
    is_wanted: Callable[[], bool] | None = None
    nightly: bool = False

    @property
    def longest_wait(self) -> timedelta:
        """The longest a run of it ever waits: one that is due later than that met a stepped clock."""
        return max(self.every or timedelta(0), DELAYS[-1])

    def delay_after(self, tries: int) -> timedelta:
        """Return how long to wait after so many tries failed."""
        return self.every or DELAYS[min(tries, len(DELAYS)) - 1]


_registry: dict[str, Job] = {}


def register_job(job: Job) -> None:
    """Add a job; one with the same name takes its place."""
    _registry[job.name] = job


def all_jobs() -> Sequence[Job]:
    """Return every job, in the order of the wiring."""
    return tuple(_registry.values())


def job_named(name: str) -> Job | None:
    """Return the job, or None for one there is no more (or not yet: a newer version's)."""
    return _registry.get(name)
