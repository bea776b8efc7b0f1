"""Reads of rounds: about whom a lesson asks whom, what was answered, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.contracts.queries import leaving_on, left_on
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.key_clients import cared_for
from karn.apps.lessons.models.lessons import Lesson
from karn.apps.lessons.models.rounds import Answer, Finding, Round, Share
from karn.apps.lessons.queries.post_mortems import NOTICED
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covered_by
from karn.apps.people.rules import Deed, may
from karn.apps.segments.queries.members import condition_of
from karn.kernel.errors import BadInput

NOBODY: Final = 0
"""Stands for nobody where owners are named by number."""

MOST: Final = 1000
"""Rows on one owner's page."""

_LARGEST = 2**63 - 1


def asked_about(lesson: Lesson, *, on: date) -> QuerySet[Customer]:
    """Return the clients a lesson asks about on `on`: those cared for who stay, in its segment if it has one.

    A segment that was thrown away, or asks for something there is not any more, narrows nothing.
    """
    gone = Q(pk__in=left_on(on).values("pk")) | Q(pk__in=leaving_on(on).values("pk"))
    its = cared_for().filter(prospect=False).exclude(gone)
    if lesson.segment is None or lesson.segment.deleted_at is not None:
        return its
    try:
        return its.filter(condition_of(lesson.segment, on=on))
    except BadInput:
        return its


def open_rounds() -> QuerySet[Round]:
    """Return the rounds in which answers are still waited for, of lessons in force; the oldest first."""
    its = Round.objects.filter(
        ended_at__isnull=True, lesson__retired_at__isnull=True, lesson__removed_at__isnull=True
    )
    return its.select_related("lesson__segment").order_by("begun_on", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One client of one owner in a round, and what was answered."""

    customer: Customer
    answer: str = ""
    finding: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One owner's part of a round: clients as rows, how many were answered."""

    share: Share
    rows: list[Row]

    @property
    def answered(self) -> int:
        """For how many clients somebody answered."""
        return sum(bool(row.answer) for row in self.rows)

    @property
    def percent(self) -> int:
        """The same, in percent."""
        return 100 * self.answered // len(self.rows) if self.rows else 100

    @property
    def is_done(self) -> bool:
        """Whether nobody is left to be answered for."""
        return self.answered == len(self.rows)


def shares_for(person: Person) -> list[Share]:
    """Return the parts of open rounds that this person answers: own ones and of whom they stand in for.

    Who runs the company also answers for clients whom nobody looks after. Two queries.
    """
    mine = Q(owner=person) | Q(owner__in=covered_by(person, on=timezone.localdate()))
    if may(person.role, Deed.HAND_OVER):
        mine |= Q(owner__isnull=True)
    its = Share.objects.filter(mine, round__in=open_rounds().values("pk"))
    return list(
        its.select_related("round__lesson__segment", "owner").order_by("round__begun_on", "round", "pk")
    )


def share_for(person: Person, number: int) -> Share | None:
    """Return one part of a round that this person may see: their own, or anybody's for who sees everybody."""
    if number > _LARGEST:
        return None
    its = Share.objects.select_related("round__lesson__segment", "owner").filter(pk=number)
    share = its.filter(round__lesson__removed_at__isnull=True).first()
    if share is None or may(person.role, Deed.HAND_OVER):
        return share
    own = {person.pk, *covered_by(person, on=timezone.localdate()).values_list("pk", flat=True)}
    return share if share.owner_id in own else None


def part_of(share: Share, person: Person, *, on: date) -> Part:
    """Return the clients of one owner's part whom this person may see, by name, with what was answered."""
    its = asked_about(share.round.lesson, on=on).filter(owner=share.owner_id)
    its = its.filter(pk__in=customers_visible_to(person).values("pk")).order_by("name", "pk")[:MOST]
    found = {
        one.customer_id: one
        for one in Finding.objects.filter(round=share.round, customer__owner=share.owner_id)
    }
    return Part(share, [_row(customer, found.get(customer.pk)) for customer in its])


def _row(customer: Customer, finding: Finding | None) -> Row:
    return Row(customer, finding.answer, finding.pk) if finding else Row(customer)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An owner who has not answered for so many clients; nobody = clients whom nobody looks after."""

    owner: Person | None
    left: int
    share: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: asked and answered, the exposed clients by name, and who has not answered."""

    round: Round
    asked: int
    answered: int
    exposed: list[Finding]
    unknown: int
    waiting: list[Waiting]


def progress_of(rounds: Iterable[Round], *, person: Person | None, on: date) -> list[Progress]:
    """Return how far each of these open rounds is, of the clients this person may see (None: everybody)."""
    return [_progress(one, person, on) for one in rounds]


def _progress(one: Round, person: Person | None, on: date) -> Progress:
    its = asked_about(one.lesson, on=on)
    if person is not None:
        its = its.filter(pk__in=customers_visible_to(person).values("pk"))
    owners: dict[int, int | None] = dict(its.values_list("pk", "owner"))
    found = Finding.objects.filter(round=one, customer__in=its.values("pk")).exclude(answer="")
    rows = list(found.select_related("customer", "customer__owner").order_by("customer__name", "pk"))
    left = Counter(
        owner or NOBODY for number, owner in owners.items() if number not in {r.customer_id for r in rows}
    )
    shares = {share.owner_id or NOBODY: share for share in one.shares.select_related("owner")}
    waiting = [
        Waiting(share.owner, left[number], share.pk) for number, share in shares.items() if left.get(number)
    ]
    return Progress(
        round=one,
        asked=len(owners),
        answered=len(rows),
        exposed=[row for row in rows if row.answer == Answer.EXPOSED],
        unknown=sum(row.answer == Answer.UNKNOWN for row in rows),
        waiting=sorted(waiting, key=lambda who: (-who.left, who.owner.name if who.owner else "")),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round found, in counts: tasks made and done, and who of the exposed left later."""

    round: Round
    asked: int
    counts: dict[str, int]
    tasks: int
    done: int
    exposed_left: int
    safe_left: int

    @property
    def safe(self) -> int:
        """How many are safe."""
        return self.counts.get(Answer.SAFE, 0)

    @property
    def exposed(self) -> int:
        """How many are exposed."""
        return self.counts.get(Answer.EXPOSED, 0)

    @property
    def unknown(self) -> int:
        """Of how many nobody knew."""
        return self.counts.get(Answer.UNKNOWN, 0)


def outcomes_of(lesson: Lesson, *, on: date) -> list[Outcome]:
    """Return what each round of a lesson found, over all clients, the latest first. Four queries."""
    rounds = list(Round.objects.filter(lesson=lesson).order_by("-begun_on", "-pk"))
    rows = list(Finding.objects.filter(round__lesson=lesson).exclude(answer=""))
    gone = _left_after({row.customer_id for row in rows}, on)
    return [_outcome(one, [row for row in rows if row.round_id == one.pk], gone) for one in rounds]


def _outcome(one: Round, rows: list[Finding], gone: dict[int, list[date]]) -> Outcome:
    def left(answer: str) -> int:
        its = {row.customer_id: row.on for row in rows if row.answer == answer}
        return sum(any(day >= answered for day in gone.get(number, ())) for number, answered in its.items())

    makes = [row for row in rows if row.answer in (Answer.EXPOSED, Answer.UNKNOWN)]
    return Outcome(
        round=one,
        asked=one.asked,
        counts=Counter(row.answer for row in rows),
        tasks=len(makes),
        done=sum(row.done_at is not None for row in makes),
        exposed_left=left(Answer.EXPOSED),
        safe_left=left(Answer.SAFE),
    )


def _left_after(customers: Collection[int], on: date) -> dict[int, list[date]]:
    """Return when each of these customers (ids) gave notice, up to `on`, where it was not taken back."""
    its = Departure.objects.filter(customer__in=customers, undone_on__isnull=True)
    its = its.exclude(kind=DepartureKind.WITHDRAWAL)
    found: dict[int, list[date]] = {}
    for number, day in its.annotate(day=NOTICED).filter(day__lte=on).values_list("customer", "day"):
        found.setdefault(number, []).append(day)
    return found


def findings_open(among: Collection[int] | None = None) -> QuerySet[Finding]:
    """Return the answers that ask for something to be done, of lessons that were not thrown away.

    Where a later round answered about the same client, that one speaks.
    """
    there = Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    its = Finding.objects.filter(
        there, answer__in=(Answer.EXPOSED, Answer.UNKNOWN), done_at__isnull=True,
        round__lesson__removed_at__isnull=True, round__lesson__retired_at__isnull=True,
    )  # fmt: skip
    its = its if among is None else its.filter(customer__in=among)
    return its.select_related("round__lesson", "customer").order_by("pk")


def finding_for(person: Person, number: int) -> Finding | None:
    """Return one answer about a client this person may see, or None."""
    if number > _LARGEST:
        return None
    its = Finding.objects.filter(pk=number, customer__in=customers_visible_to(person).values("pk"))
    its = its.filter(round__lesson__removed_at__isnull=True).exclude(answer="")
    return its.select_related("round__lesson", "customer__owner", "by").first()


def findings_of(lesson: Lesson, person: Person) -> QuerySet[Finding]:
    """Return what was answered about clients this person may see, the latest round first."""
    its = Finding.objects.filter(round__lesson=lesson, customer__in=customers_visible_to(person).values("pk"))
    its = its.exclude(answer="").select_related("round", "customer__owner", "by")
    return its.order_by("-round__begun_on", "-round", "customer__name", "pk")
