"""Problems with a day, once per night: their tasks follow who looks after the customer now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.problems import ask_for_problems
from karn.platform.runs import Job, RunHandle


def _ask(run: RunHandle) -> None:
    """Ask for all problems. Begun again after a kill it goes on: asked twice, nothing changes."""
    ask_for_problems(at=run.at)


PROBLEM_TASKS = Job("care.problems", _("Problems to solve"), _ask, nightly=True)
