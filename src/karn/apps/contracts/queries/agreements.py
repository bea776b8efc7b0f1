"""What customers buy regularly."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from karn.apps.contracts.models import Departure, Interval, PriceState, Subscription
from karn.apps.contracts.rules import price_words
from karn.apps.contracts.rules.prices import Piece, Price
from karn.apps.customers.models import Customer
from karn.platform.prepared import prepared


def agreements_of(customer: Customer) -> list[Subscription]:
    """Return the customer's subscriptions, newest first, with price states newest first.

    Two queries at most.
    """
    agreements = _agreements_of(customer=customer.pk)
    states: dict[int, list[PriceState]] = defaultdict(list)
    for state in _prices_of(customer=customer.pk) if agreements else ():
        states[state.subscription_id].append(state)
    for one in agreements:
        _hand_over(one, states[one.pk])
    return sorted(agreements, key=_newest, reverse=True)


@prepared
def _agreements_of(customer: int) -> QuerySet[Subscription]:
    return Subscription.objects.filter(customer=customer)


@prepared
def _prices_of(customer: int) -> QuerySet[PriceState]:
    return PriceState.objects.filter(subscription__customer=customer).order_by("-starts_on", "-pk")


def _hand_over(subscription: Subscription, states: list[PriceState]) -> None:
    """Let `subscription.price_states.all()` and each state's `subscription` answer without a query."""
    for state in states:
        state.subscription = subscription
    rows: Any = subscription.price_states.all()
    rows._result_cache, rows._prefetch_done = states, True
    subscription._prefetched_objects_cache = {"price_states": rows}  # type: ignore[attr-defined]


def _newest(subscription: Subscription) -> tuple[str, int]:
    states = list(subscription.price_states.all())
    return (states[0].starts_on.isoformat() if states else "", subscription.pk)


def priced(state: PriceState, currency: str) -> str:
    """Say how the amount a month of a price comes about, where that is not plain."""
    per = "" if state.interval == Interval.MONTH else state.get_interval_display()
    return price_words(
        state.amount, currency, per=per, quantity=state.quantity, discount=state.discount_percent
    )


def price_pieces(subscription: Subscription) -> list[Piece]:
    """Return the subscription's prices as the rules take them, the first one first. One query."""
    states = PriceState.objects.filter(subscription=subscription).order_by("starts_on")
    return [
        Piece(state.starts_on, state.ends_on, price_of(state), state.end_kind, state.pk) for state in states
    ]


def price_of(state: PriceState) -> Price:
    """Return what a price state says is paid.

    Where a file gave the monthly amount and its parts do not make it, the monthly amount is what holds.
    """
    price = Price(
        amount=state.amount,
        interval=state.interval,
        quantity=state.quantity,
        plan=state.plan,
        discount_percent=state.discount_percent,
        discount_amount=state.discount_amount,
        state=state.state,
        resumes_on=state.resumes_on,
    )
    if price.mrr == state.mrr:
        return price
    return Price(state.mrr, plan=state.plan, state=state.state, resumes_on=state.resumes_on)


def departures_of(customer: Customer) -> list[Departure]:
    """Return the customer's departures, the latest notice first. One query."""
    return _departures_of(customer=customer.pk)


@prepared
def _departures_of(customer: int) -> QuerySet[Departure]:
    return Departure.objects.filter(customer=customer).order_by("-notice_on", "-pk")


_PLANS = """
    WITH RECURSIVE named(plan) AS (
        SELECT MIN(plan) FROM contracts_subscription WHERE plan > ''
        UNION ALL
        SELECT (SELECT MIN(s.plan) FROM contracts_subscription s WHERE s.plan > named.plan)
        FROM named WHERE named.plan IS NOT NULL
    )
    SELECT plan FROM named WHERE plan IS NOT NULL LIMIT 100
"""
"""One look into the index for each name: with DISTINCT, a million subscriptions are read for three plans."""


def plans() -> list[str]:
    """Return the names of plans, in alphabetical order, at most 100. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PLANS)
        return [plan for (plan,) in cursor.fetchall()]
