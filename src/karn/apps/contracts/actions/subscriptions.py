"""Contracts by hand: made, changed, at another price from a day, on hold, with a discount."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from karn.apps.contracts.actions.changes import (
    Changes,
    customer_to_change,
    known_from,
    own_fact,
    row_to_change,
)
from karn.apps.contracts.models import Edit, EditDeed, PriceState, Subscription
from karn.apps.contracts.queries.agreements import price_pieces
from karn.apps.contracts.rules.prices import (
    Piece,
    Price,
    discounted,
    paused,
    price_changed_from,
    refuse_overlaps,
)
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.platform.facts import OWN_SOURCE

TERMS = frozenset(
    {
        "plan", "term_months", "notice_days", "contract_ends_on",
        "law_country", "party", "kind", "term_kind", "concluded_on", "concluded",
    }
)  # fmt: skip
"""What people may say of a contract besides its price."""


def add_subscription(
    *,
    customer: int,
    price: Price,
    currency: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Person,
    at: datetime,
    **terms: Any,
) -> Edit | None:
    """Store a new contract of the customer (its id), at a price from a day on; `terms` are any of TERMS.

    Raises BadInput, Customer.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        made = Subscription(
            customer=owner, currency=_currency(currency), **own_fact(at), **_tidy(terms), plan=price.plan
        )
        changes = Changes(at)
        changes.add(made)
        store_pieces(changes, made, [], [Piece(starts_on, ends_on, price)], at=at)
        return changes.keep(owner, EditDeed.SUBSCRIPTION_ADDED, by=by)


def change_subscription(
    *, subscription: int, facts: Mapping[str, Any], by: Person, at: datetime, seen: str | None = None
) -> Edit | None:
    """Store what changed of the contract (its id): any of TERMS. The latest price gets the plan, too.

    Raises ChangedMeanwhile where `seen` is not the version stored now, BadInput, and
    Subscription.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        stored = row_to_change(Subscription.objects.all(), subscription, by=by, seen=seen)
        told, changes = _tidy(facts), Changes(at)
        before = stored.plan
        changes.change(stored, told)
        latest = stored.price_states.order_by("starts_on").last()
        if latest is not None and stored.plan != before and latest.plan in ("", before):
            changes.change(latest, {"plan": stored.plan})
        return changes.keep(stored.customer, EditDeed.SUBSCRIPTION_CHANGED, by=by)


def change_price_from(
    *, subscription: int, on: date, until: date | None = None, price: Price, by: Person, at: datetime
) -> Edit | None:
    """Let another price hold from a day on: see :func:`~karn.apps.contracts.rules.prices.price_changed_from`.

    The plan of the price is that of the contract from then on. Raises as :func:`change_subscription` does.
    """
    return _repriced(
        subscription,
        lambda pieces: price_changed_from(pieces, on, until, price),
        deed=EditDeed.PRICE_FROM,
        by=by,
        at=at,
    )


def pause_subscription(*, subscription: int, on: date, until: date, by: Person, at: datetime) -> Edit | None:
    """Put the contract (its id) on hold for some days. Raises as :func:`change_subscription` does."""
    return _repriced(
        subscription, lambda pieces: paused(pieces, on, until), deed=EditDeed.PAUSED, by=by, at=at
    )


def give_discount(
    *,
    subscription: int,
    on: date,
    until: date | None = None,
    percent: Decimal = Decimal(0),
    amount: Decimal = Decimal(0),
    by: Person,
    at: datetime,
) -> Edit | None:
    """Take a percentage, an amount per interval, or both off the price, from a day until a day.

    Raises as :func:`change_subscription` does.
    """
    return _repriced(
        subscription,
        lambda pieces: discounted(pieces, on, until, percent=percent, amount=amount),
        deed=EditDeed.DISCOUNTED,
        by=by,
        at=at,
    )


def correct_price(
    *,
    state: int,
    starts_on: date,
    ends_on: date | None,
    price: Price,
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Edit | None:
    """Store a price (its id) as it should have been. Raises as :func:`change_subscription` does."""
    with transaction.atomic():
        its = PriceState.objects.select_related("subscription__customer")
        stored = row_to_change(its, state, by=by, seen=seen, of="subscription__customer")
        subscription = stored.subscription
        before = price_pieces(subscription)
        after = [
            Piece(starts_on, ends_on, price, piece.end_kind if ends_on else "", piece.row)
            if piece.row == state
            else piece
            for piece in before
        ]
        refuse_overlaps(after)
        changes = Changes(at)
        store_pieces(changes, subscription, before, after, at=at)
        return changes.keep(subscription.customer, EditDeed.PRICE_CHANGED, by=by)


def _repriced(
    number: int,
    change: Callable[[list[Piece]], list[Piece]],
    *,
    deed: EditDeed,
    by: Person,
    at: datetime,
) -> Edit | None:
    with transaction.atomic():
        stored = row_to_change(Subscription.objects.select_related("customer"), number, by=by)
        before = price_pieces(stored)
        changes = Changes(at)
        after = change(before)
        store_pieces(changes, stored, before, after, at=at)
        changes.change(stored, {"plan": after[-1].price.plan or stored.plan})
        return changes.keep(stored.customer, deed, by=by)


def store_pieces(
    changes: Changes,
    subscription: Subscription,
    before: Sequence[Piece],
    after: Sequence[Piece],
    *,
    at: datetime,
) -> None:
    """Bring the stored prices of a contract from `before` to `after`; what is the same is not touched."""
    between = subscription.source != OWN_SOURCE
    stored = {state.pk: state for state in subscription.price_states.all()} if before else {}
    kept = {piece.row: piece for piece in after if piece.row is not None}
    for piece in before:
        if piece.row not in kept:
            changes.remove(stored[piece.row or 0])
    for piece in before:
        if piece.row in kept and kept[piece.row] != piece:
            _change(changes, stored[piece.row or 0], kept[piece.row], at)
    for piece in after:
        if piece.row is None:
            ends_known_at = at if piece.ends_on else None
            facts = _facts(piece) | {"known_at": known_from(piece.starts_on, at), "by_hand": between}
            changes.add(PriceState(subscription=subscription, ends_known_at=ends_known_at, **facts))


def _change(changes: Changes, state: PriceState, piece: Piece, at: datetime) -> None:
    facts = _facts(piece)
    if state.ends_on != piece.ends_on:
        facts["ends_known_at"] = at if piece.ends_on else None
    changes.change(state, facts)


def _facts(piece: Piece) -> dict[str, Any]:
    price = piece.price
    return {
        "starts_on": piece.starts_on,
        "ends_on": piece.ends_on,
        "end_kind": piece.end_kind,
        "mrr": price.mrr,
        "plan": price.plan,
        "state": price.state,
        "amount": price.amount,
        "interval": price.interval,
        "quantity": price.quantity,
        "discount_percent": price.discount_percent,
        "discount_amount": price.discount_amount,
        "resumes_on": price.resumes_on,
    }


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := facts.keys() - TERMS:
        raise BadInput("A contract has no %(facts)s.", facts=", ".join(sorted(unknown)))
    return {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}


def _currency(code: str) -> str:
    plain = code.strip().upper()
    if len(plain) != 3 or not plain.isalpha():
        raise BadInput("A currency is three letters, like EUR or SEK.")
    return plain
