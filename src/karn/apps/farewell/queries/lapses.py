"""Who left without giving notice, as far as it is recognised and not asked about yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Trade
from karn.apps.contracts.models import Departure, DepartureKind, Order, Subscription
from karn.apps.contracts.queries import active_on, ids_on_hold
from karn.apps.conversations.models import Channel, Conversation, Direction
from karn.apps.customers.models import Customer
from karn.apps.farewell.models.goodbyes import Goodbye
from karn.apps.farewell.models.lapses import Lapse
from karn.apps.farewell.rules.lapses import (
    FEWEST_DAYS,
    FEWEST_ORDERS,
    FEWEST_VISITS,
    GRACE_DAYS,
    LATE_DAYS,
    SILENT_DAYS,
    Recognised,
    Sign,
    drops_out_on,
    may_be_asked,
    stays_away_since,
)
from karn.apps.measures.queries import last_answers
from karn.apps.people.models import AuditEntry

_BATCH = 500
_LOOKED_BACK = 800
"""Days of orders that tell a rhythm."""

_THEY = Q(direction=Direction.IN)
_EPISODE = ("customer", "count", "first", "last", "heard")
_LISTS = ("lost.this_month", "lost.last_month")


def recognised_departures(on: date) -> list[Recognised]:
    """Return who left without a word, in the order of the customers' ids, and was not asked about it yet.

    Contracts that ended as the measures see it, departures that came without a notice, purchases that
    stopped, and in a practice visits that did. Not who gave notice, was let go or could not pay, said
    goodbye, came back, or left before this installation began. One query over the orders and one over the
    visits, else a few for each 500.
    """
    began = _began_on()
    if began is None:
        return []
    found = [one for one in _all(on) if began <= one.shown_on]
    known: dict[int, Recognised] = {}
    for one in found:
        known.setdefault(one.customer_id, one)
    numbers = sorted(known)
    left = (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
    return [known[number] for batch in left for number in _without_a_word([known[one] for one in batch], on)]


def _all(on: date) -> Iterator[Recognised]:
    yield from _without_notice(on)
    yield from _lost(on)
    yield from _silent_buyers(on)
    yield from _broken_off(on)


def _began_on() -> date | None:
    """Return the day of the first entry of the log: who left before is not asked."""
    first: datetime | None = AuditEntry.objects.order_by("number").values_list("at", flat=True).first()
    return first.date() if first else None


def _without_notice(on: date) -> Iterator[Recognised]:
    its = Departure.objects.filter(
        notice_on=None, undone_on=None, kind=DepartureKind.UNKNOWN,
        recognised_on__gt=on - timedelta(days=LATE_DAYS + 1), recognised_on__lte=on,
    ).order_by("pk")  # fmt: skip
    for customer, left_on in its.values_list("customer", "recognised_on"):
        if left_on is not None and may_be_asked(left_on, on):
            yield _ended(customer, left_on)


def _lost(on: date) -> Iterator[Recognised]:
    answers = last_answers()
    lists = [answers.rows(name) for name in _LISTS] if answers else []
    for row in chain.from_iterable(lists):
        left_on = date.fromisoformat(str(row["left_on"])[:10]) if row.get("left_on") else None
        if left_on is not None and may_be_asked(left_on, on):
            yield _ended(int(row["customer_id"]), left_on)


def _ended(customer: int, left_on: date) -> Recognised:
    return Recognised(customer, left_on, left_on + timedelta(days=GRACE_DAYS), Sign.CONTRACT)


def _silent_buyers(on: date) -> Iterator[Recognised]:
    its = Order.objects.filter(ordered_on__gt=on - timedelta(days=_LOOKED_BACK), ordered_on__lte=on)
    rhythms = its.order_by().values("customer").annotate(
        count=Count("pk"), first=Min("ordered_on"), last=Max("ordered_on")
    )  # fmt: skip
    gone = rhythms.filter(count__gte=FEWEST_ORDERS, last__lte=on - timedelta(days=FEWEST_DAYS))
    for customer, count, first, last in gone.values_list("customer", "count", "first", "last").iterator():
        away = stays_away_since(first, last, count)
        if away is not None and away <= on < away + timedelta(days=LATE_DAYS):
            yield Recognised(customer, last, away, Sign.ORDERS)


def _broken_off(on: date) -> Iterator[Recognised]:
    """Yield whose visits to a practice stopped: no appointment ahead, and silence beyond their rhythm."""
    company = current_company()
    if company.trade != Trade.PRACTICE:
        return
    zone = ZoneInfo(company.zone)
    since, quiet = (
        datetime.combine(on - timedelta(days=days), time.min, zone) for days in (_LOOKED_BACK, SILENT_DAYS)
    )
    its = Conversation.objects.filter(happened_at__gte=since, bulk=False)
    visit = Q(channel=Channel.MEETING)
    rhythms = its.order_by().values("customer").annotate(
        count=Count("pk", filter=visit), first=Min("happened_at", filter=visit),
        last=Max("happened_at", filter=visit), heard=Max("happened_at", filter=visit | _THEY),
    )  # fmt: skip
    # An appointment ahead is a conversation of a day to come: then nobody was heard of too long ago.
    gone = rhythms.filter(count__gte=FEWEST_VISITS, heard__lt=quiet)
    for customer, count, *moments in gone.values_list(*_EPISODE).iterator():
        first, last, heard = (local_day(moment, company) for moment in moments)
        away = drops_out_on(first, last, count, heard=heard, usual=company.rhythm_days)
        if away is not None and away <= on < away + timedelta(days=LATE_DAYS):
            yield Recognised(customer, last, away, Sign.VISITS)


def _without_a_word(found: list[Recognised], on: date) -> list[int]:
    """Return those of the customers (ids) who said nothing, are gone indeed, and were not asked yet."""
    batch = [one.customer_id for one in found]
    lately = on - timedelta(days=_LOOKED_BACK)
    spoke = Departure.objects.filter(customer__in=batch, undone_on=None).filter(
        Q(notice_on__gt=lately) | ~Q(kind=DepartureKind.UNKNOWN)
    )
    met = Goodbye.objects.filter(customer__in=batch).exclude(given_at=None)
    asked = Lapse.objects.filter(customer__in=batch)
    out = set[int]()
    for rows in (spoke, met, asked):
        out.update(rows.order_by().values_list("customer_id", flat=True))
    out.update(active_on(on).filter(pk__in=batch).order_by().values_list("pk", flat=True))
    out.update(ids_on_hold(on).filter(subscription__customer__in=batch))
    out |= _completed(found, on) | _came_back(found)
    its = Customer.objects.filter(pk__in=batch, merged_into=None, deleted_at=None).exclude(pk__in=out)
    return list(its.order_by("pk").values_list("pk", flat=True))


def _completed(found: list[Recognised], on: date) -> set[int]:
    """Return whose visits ended as planned: what they agreed on has run to its end."""
    visitors = [one.customer_id for one in found if one.sign == Sign.VISITS]
    its = Subscription.objects.filter(customer__in=visitors, contract_ends_on__lte=on)
    return set(its.order_by().values_list("customer_id", flat=True))


def _came_back(found: list[Recognised]) -> set[int]:
    """Return who bought something, or came or made an appointment, after the day on which they left."""
    left = {one.customer_id: one.left_on for one in found}
    company = current_company()
    bought = Order.objects.filter(customer__in=left, ordered_on__gt=min(left.values())).order_by()
    back = {one for one, day in bought.values_list("customer", "ordered_on") if day > left[one]}
    if company.trade != Trade.PRACTICE:
        return back  # where one talks to each other a talk after the end is no return
    visits = Conversation.objects.filter(customer__in=left, channel=Channel.MEETING).order_by()
    last = visits.values_list("customer").annotate(last=Max("happened_at"))
    return back | {one for one, moment in last if local_day(moment, company) > left[one]}
