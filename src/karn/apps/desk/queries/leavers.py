"""Who left in a month and who is going to, by name, with what they paid and what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nsmallest

from django.db.models import Count, Exists, Max, OuterRef

from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.contracts.queries import departures_in_effect, leaving_on, price_states_on, with_mrr
from karn.apps.contracts.rules import REASONS, leaving_words
from karn.apps.customers.models import Customer
from karn.apps.desk.queries.readings import Row, number
from karn.kernel.period import Period

MOST_NAMED = 5
"""How many are named on the dashboard; the page behind the figure names all."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """A customer who left or is leaving. `kind` and `reason` are words for people, or empty."""

    customer_id: int
    name: str
    mrr: Decimal | None
    leaves_on: date | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Leavers:
    """Leavers, those who paid most first; `total` counts also those not named."""

    named: tuple[Leaver, ...]
    total: int
    mrr: Decimal

    @property
    def unnamed(self) -> int:
        """How many more there are."""
        return self.total - len(self.named)


def lost_in(
    months: Sequence[Sequence[Row]], limit: int = MOST_NAMED, *, visible: Collection[int] | None = None
) -> list[Leavers]:
    """Read lists of rows behind the churn rate as leavers by name. Two queries, however many lists.

    Of the customers in `visible` (of all without it) the first `limit` are named; all are counted.
    """
    worths = [[_worth(row) for row in rows] for rows in months]
    named = [_dearest(rows, worth, limit, visible) for rows, worth in zip(months, worths, strict=True)]
    ids = {int(row["customer_id"]) for rows in named for row in rows}
    names = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name"))
    said = _departures_of(ids)
    return [
        Leavers(
            tuple(_lost(row, names, said) for row in shown),
            len(worth),
            sum(worth, Decimal(0)),
        )
        for worth, shown in zip(worths, named, strict=True)
    ]


def _dearest(
    rows: Sequence[Row], worth: Sequence[Decimal], limit: int, visible: Collection[int] | None
) -> list[Row]:
    """Return the first `limit` rows of those in `visible`, the highest worth first; of equals the first."""
    ranked = ((-amount, place) for place, amount in enumerate(worth) if _is_visible(rows[place], visible))
    return [rows[place] for _amount, place in nsmallest(limit, ranked)]


def _is_visible(row: Row, visible: Collection[int] | None) -> bool:
    return visible is None or int(row["customer_id"]) in visible


def _worth(row: Row) -> Decimal:
    return number(row.get("opening_mrr")) or Decimal(0)


def _lost(row: Row, names: dict[int, str], said: dict[int, list[Departure]]) -> Leaver:
    customer = int(row["customer_id"])
    left_on = date.fromisoformat(row["left_on"]) if row.get("left_on") else None
    departure = _of_that_day(said.get(customer, []), left_on)
    return Leaver(
        customer,
        names.get(customer, f"#{customer}"),
        _worth(row),
        left_on,
        departure.get_kind_display() if departure else "",
        departure.reason if departure else "",
    )


def _departures_of(customers: Collection[int]) -> dict[int, list[Departure]]:
    """Return the departures of each customer that were not taken back."""
    its: dict[int, list[Departure]] = {}
    for departure in Departure.objects.filter(customer__in=customers, undone_on__isnull=True).order_by("pk"):
        its.setdefault(departure.customer_id, []).append(departure)
    return its


def _of_that_day(departures: Sequence[Departure], left_on: date | None) -> Departure | None:
    """Return the departure that ended nearest to `left_on`: who came back may have left before."""
    dated = [(end, one) for one in departures if (end := _end(one)) is not None]
    if left_on is None or not dated:
        return departures[-1] if departures else None
    return min(dated, key=lambda pair: abs((pair[0] - left_on).days))[1]


def scheduled_on(day: date, limit: int = MOST_NAMED, *, visible: Collection[int] | None = None) -> Leavers:
    """Return the customers who still pay on `day` and of whom the end is known, the soonest first.

    Those in `visible` are named (without it all), `limit` at most; all are counted. Three queries.
    """
    leaving = list(with_mrr(leaving_on(day), day).values_list("pk", "name", "mrr"))
    ids = [pk for pk, _, _ in leaving]
    ends = dict(
        price_states_on(day)
        .filter(subscription__customer__in=ids)
        .values_list("subscription__customer")
        .annotate(last=Max("ends_on"))
    )
    said = {one.customer_id: one for one in departures_in_effect(day).filter(customer__in=ids).order_by("pk")}
    leavers = [
        Leaver(
            pk,
            name,
            mrr,
            _end(said.get(pk)) or ends.get(pk),
            leaving_words(said[pk].kind) if pk in said else "",
            said[pk].reason if pk in said else "",
        )
        for pk, name, mrr in leaving
    ]
    leavers.sort(key=lambda one: (one.leaves_on or date.max, one.name))
    named = [one for one in leavers if visible is None or one.customer_id in visible]
    return Leavers(
        tuple(named[:limit]), len(leavers), sum((one.mrr or Decimal(0) for one in leavers), Decimal(0))
    )


def _end(departure: Departure | None) -> date | None:
    if departure is None:
        return None
    return departure.recognised_on or departure.contract_ends_on or departure.access_ends_on


def reasons_given(
    period: Period, limit: int | None = None, *, own_words: bool = True
) -> list[tuple[str, int]]:
    """Count the reasons given by who gave notice in `period`, the most frequent first, at most `limit`.

    One query. Departures without a reason are counted under an empty one. Without `own_words` reasons
    that are none of ours are counted as "other": what a single customer wrote is not for everybody.
    """
    given = (
        Departure.objects.filter(
            notice_on__gte=period.starts_on,
            notice_on__lt=period.ends_on,
            undone_on__isnull=True,
        )
        # No join: SQLite would begin with the customers, however few departures there are.
        .exclude(Exists(Customer.everything.filter(pk=OuterRef("customer"), deleted_at__isnull=False)))
        .exclude(kind__in=(DepartureKind.WITHDRAWAL, DepartureKind.ENDED_BY_US))
        .values_list("reason")
        .annotate(times=Count("pk"))
    )
    counted: Counter[str] = Counter()
    for reason, times in given:
        counted[reason if own_words or reason in REASONS or not reason else "other"] += times
    return counted.most_common(limit)
