"""What stands in somebody's calendar: tasks with a day, and when the contracts in their care renew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext

from karn.apps.contracts.queries.renewals import RenewalRow, renewals_ahead
from karn.apps.customers.models import Customer, Kind
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.desk.models import DayHabits
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covered_by
from karn.apps.people.rules import Deed, may
from karn.apps.tasks.models import DAY, OPEN, Task
from karn.platform.days import day_words
from karn.platform.links import NoSuchLink, open_link

PURPOSE = "tasks.calendar"
AHEAD_DAYS = 400
MOST = 500

PAGES = {"task": "{site}/tasks/{number}/", "customer": "{site}/customers/{number}/"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day in a calendar. `name` is the same each time the calendar is read."""

    name: str
    day: date
    title: str
    page: str
    changed_at: datetime
    note: str = ""


def audience_of(person: int) -> str:
    """Return for whom a calendar's address is."""
    return f"person:{person}"


def calendar_opened(secret: str, *, at: datetime) -> DayHabits:
    """Return whose calendar a secret opens. Raises NoSuchLink, the same whatever is wrong with it."""
    link = open_link(secret, purpose=PURPOSE, at=at)
    number = int(link.audience.removeprefix("person:"))
    its = DayHabits.objects.filter(person=number, person__is_active=True).select_related("person").first()
    if its is None or not may(its.person.role, Deed.SEE_CUSTOMERS):
        raise NoSuchLink
    return its


def calendar_of(habits: DayHabits, *, on: date) -> list[Entry]:
    """Return what stands in the calendar, by day: own tasks, those of whom one covers, renewals.

    It says no more than it must: the kind of task, and the names of companies; whole sentences and people's
    names only where the person wants that.
    """
    person = habits.person
    entries = [_of_task(task, habits, on) for task in _tasks(person, on)]
    for row in renewals_ahead(person, on=on, days=AHEAD_DAYS, owner=str(person.pk)):
        entries += _of_renewal(row, habits, on)
    return sorted(entries, key=lambda entry: (entry.day, entry.name))


def _tasks(person: Person, on: date) -> list[Task]:
    whose = [person.pk, *covered_by(person, on=on)]
    its = Task.objects.filter(OPEN, owner__in=whose, customer__deleted_at__isnull=True).annotate(
        day=DAY, sees_customer=is_visible_to(person, "customer")
    )
    return list(its.filter(day__isnull=False).select_related("customer").order_by("day", "pk")[:MOST])


def _of_task(task: Task, habits: DayHabits, on: date) -> Entry:
    """Return a task on its day; what is overdue stands on today, where it is seen, and says since when."""
    kind = task.kind
    plain = str(kind.name) if kind else gettext("Task")
    title = task.title if habits.calendar_words else plain
    day = task.snoozed_until or task.due_on
    assert day is not None  # noqa: S101 (asked for above)
    who = _name(task.shown_customer, habits)
    note = gettext("overdue") + f": {day_words(day)}" if day < on else ""
    page = _page("task", task.pk)
    return Entry(f"task-{task.pk}", max(day, on), _joined(title, who), page, task.changed_at, note)


def _of_renewal(row: RenewalRow, habits: DayHabits, on: date) -> list[Entry]:
    """Return the end of a term, and the last day to give notice of it where that is to come."""
    who = row.customer if habits.calendar_words or row.is_company else ""
    told = [("renewal", row.renewal.on, gettext("Contract renews"))]
    if row.renewal.notice_by is not None and row.renewal.notice_by >= on:
        told.append(("notice", row.renewal.notice_by, gettext("Last day to give notice")))
    since = habits.calendar_at
    assert since is not None  # noqa: S101 (there is a calendar)
    page = _page("customer", row.customer_id)
    return [
        Entry(f"{what}-{row.subscription_id}-{day:%Y%m%d}", day, _joined(words, who), page, since)
        for what, day, words in told
    ]


def _name(customer: Customer | None, habits: DayHabits) -> str:
    if customer is None or not (habits.calendar_words or customer.kind == Kind.COMPANY):
        return ""
    return customer.name


def _joined(what: str, who: str) -> str:
    return f"{what} · {who}" if who else what


def _page(kind: str, number: int) -> str:
    return PAGES[kind].format(site=settings.INSTALLATION.site, number=number)
