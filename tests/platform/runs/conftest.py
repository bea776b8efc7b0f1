"""Jobs for tests: registered under their names for one test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from karn.platform.runs import Job, RunHandle, nights
from karn.platform.runs.job import _registry, register_job


@pytest.fixture
def job() -> Iterator[Callable[..., Job]]:
    """Return what makes a job of a function; afterwards the wiring's jobs and zone are there alone."""
    kept, zone = dict(_registry), list(nights._zone)
    _registry.clear()

    def make(work: Callable[[RunHandle], None], name: str = "test.job", **more: Any) -> Job:
        made = Job(name, "A job", work, **more)
        register_job(made)
        return made

    yield make
    _registry.clear()
    _registry.update(kept)
    nights._zone[:] = zone
