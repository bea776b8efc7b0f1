"""Each night: who is to be told that a contract is about to renew itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.actions.renewal_reminders import remind_of_renewals
from karn.platform.runs import Job, RunHandle


def _remind(run: RunHandle) -> None:
    """Queue what is due. Begun again after a kill: reminded twice, nothing changes."""
    remind_of_renewals(at=run.at)


RENEWAL_REMINDING = Job("farewell.reminders", _("Reminders of renewals"), _remind, nightly=True)
