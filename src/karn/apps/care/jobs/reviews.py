"""The nightly look at whom to review, and whom to tell what they got."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.mailed import follow_mails
from karn.apps.care.actions.recap_tasks import care_for_recaps
from karn.apps.care.actions.review_tasks import care_for_reviews
from karn.apps.company.queries import current_company, local_day
from karn.platform.runs import Job, RunHandle


def plan(_run: RunHandle) -> None:
    """Plan reviews and recaps, and keep their tasks. Begun again after a kill it goes on."""
    at = timezone.now()
    on = local_day(at, current_company())
    care_for_reviews(on=on, at=at)
    follow_mails(at=at)
    care_for_recaps(on=on, at=at)


PLANNING = Job("care.planning", _("Planning reviews and recaps"), work=plan, nightly=True)
