"""Background runs in words."""

from __future__ import annotations

from django.utils.functional import Promise

from karn.kernel.errors import KarnError
from karn.platform.models import Run
from karn.platform.runs import job_named
from karn.platform.wording import in_words


def title_of(run: Run) -> str | Promise:
    """Return what people call the work; its name for what this version does not know."""
    job = job_named(run.job)
    return job.title if job else run.job


def failure_in_words(run: Run) -> str:
    """Return why the run failed, in the language that is spoken now; nothing where it did not."""
    return in_words(KarnError(run.failure, **run.failure_values)) if run.failure else ""


def step_in_words(run: Run) -> str:
    """Return at what the run is, as its job says it: a name of a table or a figure, without its signs."""
    return run.note.replace("_", " ").replace(".", ", ")
