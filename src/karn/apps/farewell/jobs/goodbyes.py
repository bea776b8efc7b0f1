"""The nightly look at who leaves: everybody gets a goodbye, however the departure came."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.farewell.actions.goodbyes import care_for_goodbyes
from karn.platform.runs import Job, RunHandle


def say_goodbye(_run: RunHandle) -> None:
    """Begin the goodbyes that are missing, and keep their tasks. Begun again after a kill it goes on."""
    at = timezone.now()
    care_for_goodbyes(on=local_day(at, current_company()), at=at)


GOODBYES = Job("farewell.goodbyes", _("Goodbyes to who leaves"), work=say_goodbye, nightly=True)
