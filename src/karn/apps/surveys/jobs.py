"""Asking in the background: once per night, whom the occasions of surveys ask for, and one reminder."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.surveys.actions.asking import ask_due
from karn.platform.runs import Job, RunHandle


def ask(_run: RunHandle) -> None:
    """Ask and remind. Begun again after a kill it goes on: nobody is asked twice about the same thing."""
    at = timezone.now()
    ask_due(on=local_day(at, current_company()), at=at)


ASKING = Job("surveys.asking", _("Asking customers by surveys"), work=ask, nightly=True)
