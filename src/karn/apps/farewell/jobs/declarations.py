"""Looking whose declarations are, and each night after those that nobody confirmed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.actions.declarations import MATCHING
from karn.apps.farewell.actions.verification import look_whose
from karn.apps.farewell.actions.withdrawals import forget_machines, keep_declaration_tasks
from karn.platform.runs import Job, RunHandle


def match(run: RunHandle) -> None:
    """Look whose declaration it is. Begun again after a kill it goes on."""
    look_whose(declaration=run.argument["declaration"], at=timezone.now())


DECLARATION_MATCHING = Job(MATCHING, _("Whose notice it is"), work=match)


def look_after(_run: RunHandle) -> None:
    """Ask for what is overdue, and forget where declarations came from."""
    at = timezone.now()
    forget_machines(before=at - timedelta(days=1))
    keep_declaration_tasks(at=at)


DECLARATION_TASKS = Job("farewell.declarations", _("Notices to look after"), work=look_after, nightly=True)
