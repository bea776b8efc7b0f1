"""Writes: how often clients want to be heard, per segment and per client; and the tasks that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.care.actions.journal import BIN, RESTORE, make_row, store_row
from karn.apps.care.models.rhythm import (
    LONGEST_DAYS,
    RHYTHM_HABITS,
    OwnRhythm,
    RhythmHabits,
    SegmentRhythm,
)
from karn.apps.care.queries.deliveries import unasked_deliveries
from karn.apps.care.queries.rhythm import (
    RhythmRow,
    own_rhythm_of,
    reminded_of,
    rhythm_habits,
    rows_of,
    segment_rhythms,
)
from karn.apps.care.rules.rhythm import AFTER_KINDS, AHEAD_DAYS, OWN, RHYTHM
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.segments.models import Segment
from karn.apps.tasks.actions import Asked, keep_tasks
from karn.apps.tasks.queries import times_done
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.versions import facts_of, refuse_unseen

ROUNDS = 4096
"""So often at most a customer's contact is asked for under a number of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of how often a client wants to be heard."""

    days: int
    asked_on: date | None = None
    words: str = ""

    def facts(self) -> dict[str, Any]:
        """Return it as the row has it. Raises BadInput for days that cannot be."""
        _refuse_days(self.days)
        return {"days": self.days, "asked_on": self.asked_on, "words": one_line(self.words)[:300]}


def set_own_rhythm(
    *, customer: Customer, wanted: Wanted, by: Person, at: datetime, seen: str | None = None
) -> OwnRhythm:
    """Write down how often a client wants to be heard, in place of what was known.

    `seen` is the version its changer read, empty for none. Raises BadInput for days that cannot be, and
    ChangedMeanwhile where another version stands there now.
    """
    told = wanted.facts()
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        stored = own_rhythm_of(customer.pk)
        if stored is None:
            stored = OwnRhythm(customer=customer, **told)
            make_row(stored, by=by, at=at)
        elif not store_row(stored, told, by=by, at=at, seen=seen):
            return stored
        _follow(stored, "changed", by, at)
    return stored


def remove_own_rhythm(*, rhythm: OwnRhythm, by: Person, at: datetime) -> None:
    """Forget what a client said: its segment's or the company's rhythm holds. It can be brought back."""
    _put_aside(rhythm, {"removed_at": at}, how=BIN, by=by, at=at)


def restore_own_rhythm(*, rhythm: OwnRhythm, by: Person, at: datetime) -> None:
    """Let what a client said hold again. Raises BadInput when something else is known meanwhile."""
    other = own_rhythm_of(rhythm.customer_id)
    if other is not None and other.pk != rhythm.pk:
        raise BadInput("Something newer is known: change that.")
    _put_aside(rhythm, {"removed_at": None}, how=RESTORE, by=by, at=at)


def _put_aside(rhythm: OwnRhythm, facts: Mapping[str, Any], *, how: str, by: Person, at: datetime) -> None:
    with transaction.atomic():
        stored = OwnRhythm.objects.select_for_update().get(pk=rhythm.pk)
        if (stored.removed_at is None) != (facts["removed_at"] is None):
            store_row(stored, facts, by=by, at=at, how=how)
            _follow(stored, how, by, at)


def add_segment_rhythm(*, segment: Segment, days: int, by: Person, at: datetime) -> SegmentRhythm:
    """Say how often customers of a segment want to be heard: tried after those there are.

    Raises BadInput for days that cannot be, or a segment that has a rhythm already.
    """
    _refuse_days(days)
    with transaction.atomic():
        known = segment_rhythms()
        if any(one.segment_id == segment.pk for one in known):
            raise BadInput("This segment has a rhythm already.")
        last = max((one.position for one in known), default=0)
        made = SegmentRhythm(segment=segment, days=days, position=last + 1)
        make_row(made, by=by, at=at)
        record(by=by, deed=Event.RHYTHM_CHANGED, about=made, at=at, detail="made")
    return made


def change_segment_rhythm(
    *, rhythm: SegmentRhythm, days: int, by: Person, at: datetime, seen: str | None = None
) -> None:
    """Say another number of days. Raises BadInput, ChangedMeanwhile."""
    _refuse_days(days)
    _store_segment(rhythm, {"days": days}, by=by, at=at, seen=seen)


def remove_segment_rhythm(*, rhythm: SegmentRhythm, by: Person, at: datetime) -> None:
    """Take the rhythm of a segment away; it can be brought back."""
    _store_segment(rhythm, {"removed_at": at}, how=BIN, by=by, at=at)


def restore_segment_rhythm(*, rhythm: SegmentRhythm, by: Person, at: datetime) -> None:
    """Bring the rhythm of a segment back."""
    _store_segment(rhythm, {"removed_at": None}, how=RESTORE, by=by, at=at)


def move_segment_rhythm(*, rhythm: SegmentRhythm, by: Person, at: datetime) -> None:
    """Try the rhythm of a segment before the one that stands before it."""
    with transaction.atomic():
        known = segment_rhythms()
        place = next((n for n, one in enumerate(known) if one.pk == rhythm.pk), 0)
        if place == 0:
            return
        known[place - 1 : place + 1] = [known[place], known[place - 1]]
        for position, one in enumerate(known, start=1):
            store_row(one, {"position": position}, by=by, at=at)
        record(by=by, deed=Event.RHYTHM_CHANGED, about=rhythm, at=at, detail="moved")


def _store_segment(
    rhythm: SegmentRhythm,
    facts: Mapping[str, Any],
    *,
    how: str = "",
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> None:
    with transaction.atomic():
        stored = SegmentRhythm.objects.select_for_update().get(pk=rhythm.pk)
        if store_row(stored, facts, by=by, at=at, how=how, seen=seen):
            record(by=by, deed=Event.RHYTHM_CHANGED, about=stored, at=at, detail=how or "changed")


def change_rhythm_habits(
    *, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> RhythmHabits:
    """Say for whom there are tasks, and when to ask how it pleases. Raises ChangedMeanwhile, BadInput."""
    days = facts.get("after_sales_days")
    if days is not None:
        _refuse_days(days)
    with transaction.atomic():
        kept = RhythmHabits.objects.select_for_update().order_by("pk").first()
        stored = kept or RhythmHabits()
        refuse_unseen(stored, seen)
        before = facts_of(stored, RHYTHM_HABITS)
        for name in RHYTHM_HABITS:
            setattr(stored, name, facts.get(name, getattr(stored, name)))
        stored.save()
        keep_change(stored, before if kept else {}, facts_of(stored, RHYTHM_HABITS), by=by, at=at)
        record(by=by, deed=Event.RHYTHM_CHANGED, about=stored, at=at, detail="settings")
    return stored


def follow_rhythm(*, at: datetime, among: Collection[int] | None = None) -> None:
    """Bring the tasks of the rhythm of these customers (ids), or of everybody, in step. Safe to repeat."""
    company = current_company()
    on = local_day(at, company)
    is_kept = company.has(Station.RHYTHM)
    keep_tasks(kind=RHYTHM, asked=_touches(on, at, among) if is_kept else [], at=at, among=among)
    asked = _deliveries(on, at, among) if is_kept else {}
    for kind in AFTER_KINDS:
        keep_tasks(kind=kind.code, asked=asked.get(kind.code, []), at=at, among=among)


def _touches(on: date, at: datetime, among: Collection[int] | None) -> list[Asked]:
    """Return whom to get in touch with: since their last contact, or since somebody said that it is done."""
    rows = [row for row in rows_of(reminded_of(on, among=among), on=on, at=at) if row.due_on is not None]
    done = times_done(RHYTHM, [row.customer.pk for row in rows])
    asked = []
    for row in rows:
        many, last = done.get(row.customer.pk, (0, None))
        due_on = row.due_on
        if last is not None:
            since = local_day(last, current_company())
            due_on = max(row.due_on or since, since + timedelta(days=row.beat.days))
        if due_on is not None and due_on <= on + timedelta(days=AHEAD_DAYS):
            asked.append(_touch(row, due_on, many))
    return asked


def _touch(row: RhythmRow, due_on: date, done: int) -> Asked:
    """Return the task. Each time that somebody did it, the next one has another number."""
    number = row.customer.pk * ROUNDS + min(done, ROUNDS - 1)
    beat = row.beat
    facts: dict[str, Any] = {"days": beat.days, "how": beat.how}
    if row.last is not None and row.since is not None:
        facts["last"] = row.since.isoformat()
    if beat.how == OWN and beat.asked_on is not None:
        facts["asked_on"] = beat.asked_on.isoformat()
    return Asked(number, due_on, row.customer.pk, row.customer.owner_id, facts)


def _deliveries(on: date, at: datetime, among: Collection[int] | None) -> dict[str, list[Asked]]:
    """Return by kind of task what to ask about within AHEAD_DAYS: nothing where nobody is reminded."""
    days = rhythm_habits().after_sales_days
    asked: dict[str, list[Asked]] = defaultdict(list)
    if days is None:
        return asked
    for one in unasked_deliveries(days, on=on, at=at, among=among):
        due_on = one.on + timedelta(days=days)
        if due_on <= on + timedelta(days=AHEAD_DAYS):
            facts = {"day": one.on.isoformat()}
            asked[one.kind].append(Asked(one.number, due_on, one.customer.pk, one.customer.owner_id, facts))
    return asked


def _refuse_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput("Say a number of days between 1 and %(most)s.", most=LONGEST_DAYS)


def _follow(rhythm: OwnRhythm, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.RHYTHM_CHANGED, about=rhythm, at=at, detail=what)
    follow_rhythm(at=at, among=[rhythm.customer_id])
