"""Failed payments, once per night: a friendly reminder before anybody is lost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.failed_payments import care_for_failed_payments
from karn.platform.runs import Job, RunHandle


def _care(run: RunHandle) -> None:
    """Send what is due and ask for calls. Begun again after a kill: done twice, nothing changes."""
    care_for_failed_payments(at=run.at)


FAILED_PAYMENTS = Job("care.payments", _("Failed payments"), _care, nightly=True)
