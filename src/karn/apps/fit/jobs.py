"""Judging everybody in the background: once per night, and when the criteria of many customers change."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.fit.actions.looking import NIGHTLY, look_at_everybody
from karn.apps.fit.models import Occasion
from karn.platform.runs import Job, RunHandle


def _look(run: RunHandle) -> None:
    """Look at everybody. Begun again after a kill it goes on: what was stored is no news any more."""
    on = local_day(run.at, current_company())
    look_at_everybody(on=on, at=run.at, occasion=Occasion.NIGHT)


LOOKING = Job(NIGHTLY, _("Who fits: the rules look again"), _look, nightly=True)
