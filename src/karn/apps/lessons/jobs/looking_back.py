"""The nightly look at whom to look back at, and which lessons are put to whom."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.lessons.actions.improvements import keep_improvement_tasks
from karn.apps.lessons.actions.look_tasks import care_for_looks
from karn.apps.lessons.actions.round_tasks import care_for_rounds
from karn.platform.runs import Job, RunHandle


def look(_run: RunHandle) -> None:
    """Plan looks back and begin rounds. Begun again after a kill it goes on."""
    at = timezone.now()
    on = local_day(at, current_company())
    care_for_looks(on=on, at=at)
    care_for_rounds(on=on, at=at)
    keep_improvement_tasks(at=at)


LESSONS = Job("lessons.nightly", _("Looking back, and putting lessons to people"), work=look, nightly=True)
