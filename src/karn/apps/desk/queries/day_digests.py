"""Who gets the day by mail now, and what the mail says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, ngettext

from karn.apps.company.queries import company_or_none, local_day
from karn.apps.company.rules.holidays import is_working_day
from karn.apps.desk.models import DayHabits
from karn.apps.desk.queries.my_day import DayRow, MyDay, Part
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, roles_that_may
from karn.platform.amounts import reader_locale
from karn.platform.quarantine import in_quarantine
from karn.platform.runs.nights import moment_of

LATEST = timedelta(hours=6)
"""So long after its time a morning's mail is still worth sending."""

TEMPLATE = "my_day"
TASK_PAGE, DAY_PAGE = "{site}/tasks/{number}/", "{site}/day/"


def habits_of(person: Person) -> DayHabits:
    """Return how this person's day comes to them, or the defaults (not stored) before they chose."""
    return DayHabits.objects.filter(person=person).first() or DayHabits(person=person)


def key_of(person: int, day: date | None = None) -> str:
    """Return the key of somebody's mail of a day, or how all of theirs begin."""
    return f"my_day:{person}:{day or ''}"


def digests_due(at: datetime) -> list[tuple[int, date]]:
    """Return whose mail is due at this moment, by number, and for which local day. Two queries at most.

    Once per working day where the company is, at the moment its clock first shows the chosen time.
    """
    company = company_or_none()
    if company is None or in_quarantine():
        return []
    day, zone = local_day(at, company), ZoneInfo(company.zone)
    if not is_working_day(day, country=company.country, closed=company.closed):
        return []
    unsent = Q(digested_on__isnull=True) | Q(digested_on__lt=day)
    its = DayHabits.objects.filter(
        unsent, digest=True, person__is_active=True, person__role__in=roles_that_may(Deed.KEEP_TASKS)
    )
    return [
        (habits.person_id, day)
        for habits in its.order_by("pk")
        if timedelta(0) <= at - moment_of(day, zone, habits.digest_at) < LATEST
    ]


def headline_of(mine: MyDay) -> str:
    """Say how much there is, in the language in force: `2 overdue, 3 for today`."""
    told, overdue, today = [], mine.counts[Part.OVERDUE], mine.counts[Part.TODAY]
    if overdue:
        told.append(ngettext("%(n)s overdue", "%(n)s overdue", overdue) % {"n": overdue})
    if today:
        told.append(ngettext("%(n)s for today", "%(n)s for today", today) % {"n": today})
    return ", ".join(told) or gettext("Nothing for today")


def lines_of(mine: MyDay) -> str:
    """Return the rows as lines of a mail, each with its reason and its page, in the language in force."""
    told = [_lines(row) for row in mine.rows]
    if mine.more:
        told.append(ngettext("And %(n)s more.", "And %(n)s more.", mine.more) % {"n": mine.more})
    return "\n\n".join(told)


def _lines(row: DayRow) -> str:
    task = row.task
    about = [task.title]
    if task.shown_customer:
        about.append(task.shown_customer.name)
    if row.whose:
        about.append(gettext("for %(name)s") % {"name": row.whose})
    first = f"{' · '.join(about)} ({_when(row)})"
    page = TASK_PAGE.format(site=settings.INSTALLATION.site, number=task.pk)
    return "\n".join(line for line in (first, task.because, page) if line)


def _when(row: DayRow) -> str:
    if row.part == Part.TODAY:
        return gettext("today")
    if row.day is None:
        return gettext("no day")
    day = format_date(row.day, "medium", locale=reader_locale())
    return gettext("since %(day)s") % {"day": day} if row.part == Part.OVERDUE else day
