"""Exit answers in the background: once per night."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.exits.actions.keeping import keep_exit_answers
from karn.platform.runs import Job, RunHandle


def keep(_run: RunHandle) -> None:
    """Let be read what waited, and forget what was kept long enough."""
    keep_exit_answers(at=timezone.now())


KEEPING = Job("exits.keeping", _("Exit answers: waiting and forgetting"), work=keep, nightly=True)
