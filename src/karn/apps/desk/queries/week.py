"""The weekly meeting: what happened since the last one, and what is to be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Departure
from karn.apps.customers.queries.customers import is_visible_to, sees_all
from karn.apps.desk.models import WeeklyMeeting
from karn.apps.farewell.models import Coding
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import fits_on
from karn.apps.lessons.queries.improvements import Improving, improvements, improvements_done
from karn.apps.lessons.queries.rounds import Progress, open_rounds, progress_of
from karn.apps.people.models import Person
from karn.apps.tasks.models import OPEN, Task
from karn.apps.tasks.queries import tasks_visible_to
from karn.apps.threats.models import Case
from karn.apps.threats.queries.cases import cases_visible_to, for_the_meeting, why_of
from karn.apps.threats.rules.cases import Outcome, State

DECISIONS: Final = ("fit.decide", "fit.again")
"""Kinds of tasks that ask a meeting to decide."""

FIRST_DAYS: Final = 7
"""So far back the first meeting looks."""

MOST: Final = 30
"""Rows of one part: a meeting that has more has another problem."""

LATE_DAYS: Final = 90
"""A notice written down so long after it was received is still told; an import of the past is not."""

MOST_ROUNDS: Final = 3
"""So many lesson rounds a meeting looks at."""

_LEFT_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice received since the last meeting, and whether it comes from a right client."""

    departure: Departure
    fit: str

    @property
    def last_day(self) -> date | None:
        """The last day with the contract, as the receipt tells it; stored is the first one without."""
        ends_on = self.departure.contract_ends_on
        return ends_on - timedelta(days=1) if ends_on else None


@dataclass(frozen=True, slots=True)
class Threat:
    """An open case, why it was opened, and whether it is here because nobody acted on it."""

    case: Case
    why: list[str]


@dataclass(frozen=True, slots=True)
class Week:
    """Everything on the page of the weekly meeting. `more` says of which parts not all is shown."""

    since: date
    last: WeeklyMeeting | None
    notices: Sequence[Notice]
    threats: Sequence[Threat]
    decisions: Sequence[Task]
    left_undone: Sequence[tuple[str, int]]
    closed: Sequence[Case]
    earlier: Sequence[WeeklyMeeting]
    more: frozenset[str]
    rounds: Sequence[Progress] = ()
    improvements: Sequence[Improving] = ()
    improved: Sequence[Improving] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to talk about."""
        parts = (self.notices, self.threats, self.decisions, self.left_undone, self.improvements)
        return not any(parts)


def week_of(person: Person, *, on: date) -> Week:
    """Return what there is to talk about, of the customers this person may see. A fixed number of queries.

    What earlier meetings decided speaks of anybody: only who sees every customer reads it.
    """
    earlier = list(WeeklyMeeting.objects.select_related("by").order_by("-on", "-pk")[:10])
    last = earlier[0] if earlier else None
    since = last.on if last else on - timedelta(days=FIRST_DAYS)
    after = last.at if last else None
    notices, threats = _notices(person, since, on, after), list(for_the_meeting(person)[: MOST + 1])
    decisions = _decisions(person)
    due, done = _improvements(since, on)
    parts: dict[str, Sequence[object]] = {"notices": notices, "threats": threats, "decisions": decisions}
    return Week(
        since=since,
        last=last,
        notices=notices[:MOST],
        threats=[Threat(case, why_of(case, on=on)) for case in threats[:MOST]],
        decisions=decisions[:MOST],
        left_undone=_left_undone(person, on),
        closed=_closed(person, since, on, after),
        earlier=earlier if sees_all(person) else [],
        more=frozenset(name for name, rows in parts.items() if len(rows) > MOST),
        rounds=_rounds(person, on),
        improvements=due,
        improved=done,
    )


def _since(since: date, after: datetime | None, *, day: str, moment: str) -> Q:
    """Return the condition that the day in `day` came since the last meeting.

    Of the day of that meeting itself only what was written (`moment`) after it was held: the rest was told.
    """
    if after is None:
        return Q(**{f"{day}__gte": since})
    return Q(**{f"{day}__gt": since}) | Q(**{day: since, f"{moment}__gt": after})


def _notices(person: Person, since: date, on: date, after: datetime | None) -> list[Notice]:
    """Return the notices since the last meeting, right clients first: nobody of them goes unnoticed."""
    # Written down late is still news, where it is not older than a term of notice.
    # Putting down the reason is a change, too, but its notice was told before.
    coded = Exists(Coding.objects.filter(departure=OuterRef("pk")))
    written = Q(known_at__gt=after) if after else Q(known_at__date__gte=since)
    late = Q(~coded, written, notice_on__gte=since - timedelta(days=LATE_DAYS))
    its = Departure.objects.filter(
        _since(since, after, day="notice_on", moment="known_at") | late,
        is_visible_to(person, "customer"),
        notice_on__lte=on,
        undone_on__isnull=True,
    )
    rows = list(its.select_related("customer", "customer__owner").order_by("-notice_on", "-pk")[: MOST + 1])
    fits = fits_on(on, [row.customer_id for row in rows])
    found = [Notice(row, fits.get(row.customer_id, Fit.UNCHECKED.value)) for row in rows]
    return sorted(found, key=lambda notice: notice.fit != Fit.RIGHT)


def _rounds(person: Person, on: date) -> list[Progress]:
    """Return how far the lesson rounds are: the oldest three, each in as many queries as any other."""
    rounds = list(open_rounds()[:MOST_ROUNDS])
    if not rounds or not current_company().has(Station.LESSONS):
        return []
    return [one for one in progress_of(rounds, person=person, on=on) if one.asked]


def _decisions(person: Person) -> list[Task]:
    due = tasks_visible_to(person).filter(OPEN, origin__in=DECISIONS)
    return list(due.order_by(F("due_on").asc(nulls_last=True), "pk")[: MOST + 1])


def _improvements(since: date, on: date) -> tuple[list[Improving], list[Improving]]:
    """Return what was to be done by now about why customers leave, and what was done since the last meeting.

    Nothing where the company does not look at that.
    """
    if not current_company().has(Station.LESSONS):
        return [], []
    soon = on + timedelta(days=FIRST_DAYS)
    due = [one for one in improvements(on=on) if one.improvement.due_on <= soon]
    return due[:MOST], improvements_done(since, on)[:MOST]


def _left_undone(person: Person, on: date) -> list[tuple[str, int]]:
    """Return how many tasks of whom are overdue for more than a few days, the most first."""
    late = tasks_visible_to(person).filter(OPEN, due_on__lt=on - timedelta(days=_LEFT_DAYS))
    counted = Counter(name or "" for name in late.values_list("owner__name", flat=True))
    return counted.most_common()


def _closed(person: Person, since: date, on: date, after: datetime | None) -> list[Case]:
    """Return the cases that ended well since the last meeting: those who stay."""
    good = (Outcome.CLIENT_STAYS, Outcome.WE_BELIEVE)
    its = cases_visible_to(person, state=State.CLOSED).filter(
        _since(since, after, day="closed_on", moment="changed_at"), closed_on__lte=on, outcome__in=good
    )
    return list(its[:MOST])
