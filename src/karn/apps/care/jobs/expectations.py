"""Start-ups, expectations and promises, once per night: what is due begins, and tasks are asked for."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.nightly import look_after
from karn.apps.company.queries import current_company, local_day
from karn.platform.runs import Job, RunHandle


def _look(_run: RunHandle) -> None:
    """Look after all. Begun again after a kill it goes on: nothing begins twice."""
    at = timezone.now()
    look_after(on=local_day(at, current_company()), at=at)


CARING = Job("care.expectations", _("Start-ups, expectations and promises"), work=_look, nightly=True)
