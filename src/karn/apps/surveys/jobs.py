"""Asking in the background: once per night, whom the occasions of surveys ask for, and one reminder.

And what of it would leave a restored copy.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.surveys.actions.asking import ask_due, set_asking_aside
from karn.apps.surveys.queries.occasions import to_be_reminded
from karn.platform.runs import Job, RunHandle


def ask(_run: RunHandle) -> None:
    """Ask and remind. Begun again after a kill it goes on: nobody is asked twice about the same thing."""
    at = timezone.now()
    ask_due(on=local_day(at, current_company()), at=at)


ASKING = Job("surveys.asking", _("Asking customers by surveys"), work=ask, nightly=True)


class WaitingReminders:
    """Reminders of surveys, and what surveys ask by themselves, as something that leaves Karn by itself."""

    name = _("Reminders of surveys")

    def waiting(self) -> int:
        """Count who may yet be reminded."""
        return to_be_reminded(timezone.now()).count()

    def set_aside(self, *, at: datetime) -> int:
        """Remind nobody, and ask about nothing of before: since the backup was made it may have been done."""
        return set_asking_aside(at=at)


REMINDERS = WaitingReminders()
