"""Who wants to be heard how often, who was not, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from karn.apps.care.models.rhythm import OwnRhythm, Reminded, RhythmHabits, SegmentRhythm
from karn.apps.care.rules.rhythm import OWN, SEGMENT, Beat, Rhythms, due_again
from karn.apps.company.queries import current_company
from karn.apps.contracts.models import PriceState
from karn.apps.contracts.queries import active_on
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import personal_contacts
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.selections import batches
from karn.apps.people.models import Person
from karn.apps.segments.queries import customers_in
from karn.kernel.errors import BadInput

EVERYBODY_UP_TO = 5_000
"""With more paying customers, the list is of key clients and those with a rhythm of their own alone."""

_LARGEST = 2**63 - 1


def rhythm_habits() -> RhythmHabits:
    """Return what holds for all rhythms, or the defaults (not stored) before anybody chose."""
    return RhythmHabits.objects.order_by("pk").first() or RhythmHabits()


def segment_rhythms() -> list[SegmentRhythm]:
    """Return the rhythms of segments in the order in which they are tried. One query."""
    its = SegmentRhythm.objects.filter(removed_at__isnull=True, segment__deleted_at__isnull=True)
    return list(its.select_related("segment").order_by("position", "pk"))


def segment_rhythm(number: int, *, removed: bool = False) -> SegmentRhythm | None:
    """Return the rhythm of a segment by its own number, or None; `removed`: one that was taken away, too."""
    if number > _LARGEST:
        return None
    its = SegmentRhythm.objects.filter(pk=number).select_related("segment")
    return its.first() if removed else its.filter(removed_at__isnull=True).first()


def removed_rhythm_of(customer: int) -> OwnRhythm | None:
    """Return what one customer (id) wanted and was taken away last."""
    its = OwnRhythm.objects.filter(customer=customer, removed_at__isnull=False)
    return its.order_by("-removed_at", "-pk").first()


def own_rhythm_of(customer: int) -> OwnRhythm | None:
    """Return what one customer (id) wants, where somebody wrote it down."""
    return OwnRhythm.objects.filter(customer=customer, removed_at__isnull=True).first()


def rhythm_of(customers: Collection[int] | None, *, on: date) -> Rhythms:
    """Return how often these customers (ids; None: all) want to be heard, as things are on `on`.

    What a client said holds before its segment's rhythm (the first that fits), that before the company's.
    Two queries, and two more for each segment that has a rhythm. A segment that cannot be read is left out.
    """
    of_segments = segment_rhythms_of(customers, on=on)
    chosen = {
        number: Beat(rule.days, SEGMENT, segment=rule.segment.name) for number, rule in of_segments.items()
    }
    for number, days, asked_on in _own(customers):
        chosen[number] = Beat(days, OWN, asked_on=asked_on)
    return Rhythms(current_company().rhythm_days, chosen)


def segment_rhythms_of(customers: Collection[int] | None, *, on: date) -> dict[int, SegmentRhythm]:
    """Return the first segment's rhythm that fits each of these customers (ids; None: all)."""
    found: dict[int, SegmentRhythm] = {}
    for rule in segment_rhythms():
        for number in _members(rule, customers, on):
            found.setdefault(number, rule)
    return found


def _members(rule: SegmentRhythm, customers: Collection[int] | None, on: date) -> Iterator[int]:
    try:
        members = customers_in(rule.segment, person=None, on=on).values_list("pk", flat=True)
    except BadInput:
        return
    if customers is None:
        yield from members.iterator()
        return
    for batch in batches(list(customers)):
        yield from members.filter(pk__in=batch)


def _own(customers: Collection[int] | None) -> list[tuple[int, int, date | None]]:
    its = OwnRhythm.objects.filter(removed_at__isnull=True).values_list("customer", "days", "asked_on")
    wanted = None if customers is None else set(customers)
    return [row for row in its.order_by("customer") if wanted is None or row[0] in wanted]


@dataclass(frozen=True, slots=True)
class RhythmRow:
    """One customer in the list: what they want, when somebody spoke with them last, and how.

    `since` counts from the last personal contact, else from when they became a customer, or first paid.
    `late_days` is how much longer than they want; negative while there is time; None where nobody knows.
    """

    customer: Customer
    beat: Beat
    last: Conversation | None
    since: date | None
    due_on: date | None
    late_days: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether they wait for longer than they want."""
        return self.late_days is not None and self.late_days > 0


def rhythm_rows(person: Person, *, on: date, at: datetime, overdue: bool = True) -> list[RhythmRow]:
    """Return the customers this person may see, who waits longest beyond what they want first.

    `overdue` leaves out who is within it. A fixed number of queries, and two for each segment with a rhythm.
    """
    among = customers_visible_to(person).filter(pk__in=_listed(on).values("pk"))
    rows = rows_of(among, on=on, at=at)
    return [row for row in rows if row.is_overdue or not overdue]


def is_everybody(on: date) -> bool:
    """Say whether the list is of all who pay: not where these are too many to be called."""
    return active_on(on).order_by().values("pk")[: EVERYBODY_UP_TO + 1].count() <= EVERYBODY_UP_TO


def _listed(on: date) -> QuerySet[Customer]:
    if is_everybody(on):
        return active_on(on)
    return active_on(on).filter(singled_out(on))


def singled_out(on: date) -> Q:
    """Return the condition that somebody is a key client, or has a rhythm of their own or of a segment."""
    told = Q(is_key=True) | Q(pk__in=OwnRhythm.objects.filter(removed_at__isnull=True).values("customer"))
    for rule in segment_rhythms():
        try:
            told |= Q(pk__in=customers_in(rule.segment, person=None, on=on).values("pk"))
        except BadInput:
            continue
    return told


def reminded_of(on: date, *, among: Collection[int] | None = None) -> QuerySet[Customer]:
    """Return the customers whose rhythm makes tasks, as the company chose, `among` these ids if given."""
    reminded = rhythm_habits().reminded
    its = active_on(on) if among is None else active_on(on).filter(pk__in=among)
    if reminded == Reminded.NOBODY:
        return its.none()
    return its if reminded == Reminded.ALL else its.filter(singled_out(on))


def rows_of(among: QuerySet[Customer], *, on: date, at: datetime) -> list[RhythmRow]:
    """Return these customers with what they want and when they were heard, the latest first by how much."""
    newest = personal_contacts(at).filter(customer=OuterRef("pk")).order_by("-happened_at", "-pk")
    begun = PriceState.objects.filter(subscription__customer=OuterRef("pk")).order_by("starts_on")
    told = {
        "last_talk": Subquery(newest.values("pk")[:1]),
        "begun_on": Subquery(begun.values("starts_on")[:1]),
    }
    customers: list[Any] = list(among.annotate(**told).select_related("owner"))
    talks = _talks([one.last_talk for one in customers if one.last_talk is not None])
    numbers = [one.pk for one in customers]
    rhythms, zone = rhythm_of(numbers if len(numbers) <= EVERYBODY_UP_TO else None, on=on), _zone()
    rows = []
    for one in customers:
        last = talks.get(one.last_talk)
        since = last.happened_at.astimezone(zone).date() if last else one.joined_on or one.begun_on
        rows.append(_row(one, rhythms.beat(one.pk), last, since, on))
    return sorted(rows, key=_urgency)


def _talks(numbers: list[int]) -> dict[int | None, Conversation]:
    its = Conversation.objects.select_related("contact")
    return {talk.pk: talk for batch in batches(numbers) for talk in its.filter(pk__in=batch)}


def _zone() -> ZoneInfo:
    return ZoneInfo(current_company().zone)


def _row(
    customer: Customer, beat: Beat, last: Conversation | None, since: date | None, on: date
) -> RhythmRow:
    due_on = due_again(since, beat.days)
    return RhythmRow(customer, beat, last, since, due_on, None if due_on is None else (on - due_on).days)


def _urgency(row: RhythmRow) -> Any:
    known = row.late_days is not None
    return (not known, -(row.late_days or 0), row.customer.name.casefold(), row.customer.pk)


def row_of(customer: Customer, *, on: date, at: datetime) -> RhythmRow:
    """Return one customer, paying or not, with what they want and when they were heard."""
    return rows_of(Customer.objects.filter(pk=customer.pk), on=on, at=at)[0]


def heard_last(customers: list[int], at: datetime) -> dict[int, date]:
    """Return the day of each customer's last personal contact."""
    zone, heard = _zone(), {}
    for batch in batches(customers):
        told = personal_contacts(at).filter(customer__in=batch).order_by("happened_at", "pk")
        for number, moment in told.values_list("customer", "happened_at"):
            heard[number] = moment.astimezone(zone).date()
    return heard
