"""Who pays what on a day, who is going and who is gone: the METRICS predicate, set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    BigIntegerField,
    DecimalField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Round

from karn.apps.contracts.models import Departure, DepartureKind, PriceState, State, Subscription
from karn.apps.contracts.rules import Notice, Standing, Stretch, standing_on
from karn.apps.customers.models import Customer

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Pay(TypedDict):
        mrr: Decimal
        mrr_cents: int
        currency: str
        mixed: bool

    PayingCustomer = WithAnnotations[Customer, _Pay]

_MRR = DecimalField(max_digits=18, decimal_places=6)
_PAID = Q(state=State.ACTIVE, mrr__gt=0)


def _in_force(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def price_states_on(day: date) -> QuerySet[PriceState]:
    """Return the paid price states in force on `day`, which is: just before the next day.

    Trials and pauses are no revenue and left out.
    """
    return PriceState.objects.filter(_in_force(day), _PAID)


def active_on(day: date) -> QuerySet[Customer]:
    """Return the customers who pay on `day` (MRR > 0)."""
    return Customer.objects.filter(Exists(price_states_on(day).filter(subscription__customer=OuterRef("pk"))))


def left_on(day: date) -> QuerySet[Customer]:
    """Return the customers who paid before and on `day` neither pay nor pause."""
    begun = PriceState.objects.filter(_PAID, starts_on__lte=day, subscription__customer=OuterRef("pk"))
    here = PriceState.objects.filter(
        _in_force(day), _PAID | Q(state=State.PAUSED), subscription__customer=OuterRef("pk")
    )
    return Customer.objects.filter(Exists(begun), ~Exists(here))


def paused_on(day: date) -> QuerySet[Customer]:
    """Return the customers who pay nothing on `day` and have something on pause."""
    on_hold = PriceState.objects.filter(
        _in_force(day), state=State.PAUSED, subscription__customer=OuterRef("pk")
    )
    paying = price_states_on(day).filter(subscription__customer=OuterRef("pk"))
    return Customer.objects.filter(Exists(on_hold), ~Exists(paying))


def ids_on_hold(day: date) -> QuerySet[PriceState, int]:
    """Return the ids of customers with something on pause on `day`, some more than once."""
    on_hold = PriceState.objects.filter(_in_force(day), state=State.PAUSED)
    return on_hold.order_by().values_list("subscription__customer", flat=True)


def ids_that_ended(day: date) -> QuerySet[PriceState, int]:
    """Return the ids of customers of whom something paid ended by `day`, some more than once."""
    ended = PriceState.objects.filter(_PAID, starts_on__lte=day, ends_on__lte=day)
    return ended.order_by().values_list("subscription__customer", flat=True)


def departures_in_effect(day: date) -> QuerySet[Departure]:
    """Return the departures known by `day`, not taken back, whose end is still ahead or unknown."""
    return Departure.objects.alias(end=_DEPARTURE_END).filter(
        Q(notice_on__lte=day) | (Q(notice_on__isnull=True) & ~_NOT_PAID),
        Q(undone_on__isnull=True) | Q(undone_on__gt=day),
        Q(end__isnull=True) | Q(end__gt=day),
    )


_NOT_PAID = Q(kind=DepartureKind.PAYMENT_FAILURE)
_DEPARTURE_END = Coalesce("recognised_on", "contract_ends_on", "access_ends_on")


def _mine(departures: QuerySet[Departure]) -> QuerySet[Departure]:
    return departures.filter(
        Q(subscription=OuterRef("pk")) | Q(subscription__isnull=True),
        customer=OuterRef("customer"),
    )


def _staying(day: date) -> QuerySet[Subscription]:
    states = PriceState.objects.filter(subscription=OuterRef("pk"))
    unknown = Departure.objects.alias(end=_DEPARTURE_END).filter(
        Q(notice_on__gt=day)
        | (Q(notice_on__isnull=True) & _NOT_PAID & (Q(end__isnull=True) | Q(end__gt=day)))
    )
    return Subscription.objects.filter(
        Exists(price_states_on(day).filter(subscription=OuterRef("pk"))),
        Exists(states.filter(ends_on__isnull=True)) | Exists(_mine(unknown)),
        ~Exists(_mine(departures_in_effect(day))),
    )


def leaving_on(day: date) -> QuerySet[Customer]:
    """Return the customers who still pay on `day` and of whom the end of everything paid is known.

    The scheduled departures; the rule is that of :func:`karn.apps.contracts.rules.standing_on`.
    """
    ending = price_states_on(day).filter(ends_on__isnull=False).values("subscription__customer")
    noticed = departures_in_effect(day).values("customer")
    return active_on(day).filter(
        Q(pk__in=ending) | Q(pk__in=noticed), ~Exists(_staying(day).filter(customer=OuterRef("pk")))
    )


def mrr_on(day: date) -> QuerySet[PriceState, Any]:
    """Return rows of `customer`, `currency` and `mrr` on `day`: one per customer and currency who pays."""
    return (
        price_states_on(day)
        .values(customer=F("subscription__customer"), currency=F("subscription__currency"))
        .annotate(mrr=Sum("mrr"))
        .order_by("customer", "currency")
    )


def mrr_cents() -> Greatest:
    """Return the sum of MRR in whole cents (at least one), to sort by: whole numbers compare exactly."""
    return Greatest(Cast(Round(Sum("mrr") * 100), BigIntegerField()), 1)


def with_mrr(customers: QuerySet[Customer], day: date) -> QuerySet[PayingCustomer]:
    """Annotate `mrr` (0 without), `mrr_cents` (whole, to sort by), `currency` and `mixed` on `day`.

    `mixed` says that the customer pays in more than one currency: `mrr` is then a plain sum, good for
    a rough order and nothing else.
    """
    its = price_states_on(day).filter(subscription__customer=OuterRef("pk")).values("subscription__customer")
    currency = "subscription__currency"
    total = Coalesce(Subquery(its.annotate(of=Sum("mrr")).values("of")), 0, output_field=_MRR)
    first = Subquery(its.annotate(of=Min(currency)).values("of"))
    last = Subquery(its.annotate(of=Max(currency)).values("of"))
    return customers.annotate(
        mrr=total,
        mrr_cents=Cast(Round(total * 100), BigIntegerField()),
        currency=Coalesce(first, Value("")),
        mixed=~Q(currency=Coalesce(last, Value(""))),
    )


def standings_of(customers: Collection[int], day: date) -> dict[int, Standing]:
    """Return where each of `customers` (ids) stands on `day`: two queries, whatever their number."""
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for state in PriceState.objects.filter(subscription__customer__in=customers).select_related(
        "subscription"
    ):
        stretches[state.subscription.customer_id].append(_stretch(state))
    notices: dict[int, list[Notice]] = defaultdict(list)
    for departure in Departure.objects.filter(customer__in=customers):
        notices[departure.customer_id].append(_notice(departure))
    return {number: standing_on(day, stretches[number], notices[number]) for number in customers}


def standing_of(agreements: Iterable[Subscription], departures: Iterable[Departure], day: date) -> Standing:
    """Return where the customer stands on `day` whose contracts with their prices, and departures, these are.

    No query, for contracts as agreements_of returns them.
    """
    stretches = [_stretch(state) for one in agreements for state in one.price_states.all()]
    return standing_on(day, stretches, [_notice(departure) for departure in departures])


def _stretch(state: PriceState) -> Stretch:
    paid = state.state == State.ACTIVE and state.mrr > 0
    paused = state.state == State.PAUSED
    return Stretch(state.subscription_id, state.starts_on, state.ends_on, paid, paused)


def _notice(row: Departure) -> Notice:
    end = row.recognised_on or row.contract_ends_on or row.access_ends_on
    failed = row.kind == DepartureKind.PAYMENT_FAILURE
    return Notice(row.subscription_id, row.notice_on, end, row.undone_on, failed)
