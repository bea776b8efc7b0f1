"""Making the figures anew: at once, in the background, and every night; everybody's day by mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything, send_digest
from karn.apps.desk.queries.day_digests import digests_due
from karn.apps.measures.models import Refresh
from karn.apps.people.models import Person
from karn.platform.runs import Job, RunHandle, begin_run

AT_ONCE = 10_000
"""Up to so many customers the figures are made while somebody waits: about two seconds."""


def begin_refresh(*, by: Person, at: datetime) -> Refresh | None:
    """Make everything the pages show anew, as of today: at once for few customers, else in the background.

    Returns the refresh that is done, or None while it is to come. Raises KarnError.
    """
    if Customer.objects.count() <= AT_ONCE:
        return refresh_everything(as_of=local_day(at, current_company()), at=at)
    begin_run(job=REFRESH.name, by_number=by.pk, at=at, key="refresh")
    return None


def _refresh(run: RunHandle) -> None:
    """Make everything anew, as of the day on which it is done."""

    def told(what: str, done: int, total: int) -> None:
        run.progress(done, total, what)

    refresh_everything(as_of=local_day(run.at, current_company()), at=run.at, progress=told)


REFRESH = Job("desk.refresh", _("Figures and signals"), _refresh, nightly=True)


def send_digests(run: RunHandle) -> None:
    """Queue the day's mail of everybody whose time it is. Done twice, nobody gets two."""
    due = digests_due(run.at)
    for done, (person, day) in enumerate(due):
        run.progress(done, len(due))
        send_digest(person=person, day=day, at=run.at)


def is_digest_due() -> bool:
    """Say whether it is anybody's time just now."""
    return bool(digests_due(timezone.now()))


DIGESTS = Job(
    "desk.digests",
    _("Morning mails"),
    send_digests,
    every=timedelta(minutes=5),
    is_wanted=is_digest_due,
)
