"""The nightly question why somebody left, where nobody put it down."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.farewell.actions.reasons import keep_coding_tasks
from karn.platform.runs import Job, RunHandle


def ask_why(_run: RunHandle) -> None:
    """Keep the tasks that ask why somebody left. Begun again after a kill it goes on."""
    at = timezone.now()
    keep_coding_tasks(on=local_day(at, current_company()), at=at)


REASONS = Job("farewell.reasons", _("Asking why somebody left"), work=ask_why, nightly=True)
