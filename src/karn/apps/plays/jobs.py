"""The nightly look at who was asked back, and with whom to keep in touch."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.plays.actions.win_back import follow_win_back
from karn.platform.runs import Job, RunHandle


def follow(_run: RunHandle) -> None:
    """See who came back, and keep the tasks. Begun again after a kill it goes on."""
    at = timezone.now()
    follow_win_back(on=local_day(at, current_company()), at=at)


WIN_BACK = Job("plays.win_back", _("Who came back, and keeping in touch"), work=follow, nightly=True)
