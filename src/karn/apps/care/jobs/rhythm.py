"""Contact rhythm, once per night: whom to get in touch with again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.rhythm import follow_rhythm
from karn.platform.runs import Job, RunHandle


def _follow(run: RunHandle) -> None:
    """Ask for all contacts that are due. Begun again after a kill: asked twice, nothing changes."""
    follow_rhythm(at=run.at)


RHYTHM_TASKS = Job("care.rhythm", _("Contact rhythm"), _follow, nightly=True)
