"""Looking again where something was heard; and counting every night how the rules would have done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.people.models import Person
from karn.apps.threats.actions import look_where_due
from karn.apps.threats.actions.records import keep_records, keep_records_of_few
from karn.apps.threats.models import LookDue
from karn.platform.runs import Job, RunHandle, begin_run


def _count(run: RunHandle) -> None:
    def told(what: str, done: int, total: int) -> None:
        run.progress(done, total, what)

    keep_records(on=local_day(run.at, current_company()), at=run.at, tell=told)


RECORDS = Job("threats.records", _("How the signals would have done"), _count, nightly=True)


def _look(run: RunHandle) -> None:
    done = 0
    while found := look_where_due(on=local_day(run.at, current_company()), at=run.at):
        done += found
        run.progress(done, done)


LOOKING_AGAIN = Job(
    "threats.looking",
    _("Looking again at who told something"),
    _look,
    every=timedelta(seconds=5),
    is_wanted=LookDue.objects.exists,
)


def begin_records(*, by: Person, at: datetime) -> bool:
    """Count now: at once for few customers, else in the background. Says whether it is done."""
    if keep_records_of_few(on=local_day(at, current_company()), at=at):
        return True
    begin_run(job=RECORDS.name, by_number=by.pk, at=at, key="records")
    return False
