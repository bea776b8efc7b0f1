"""A subscription's prices in a row, and what becomes of them when one of them changes.

Pure: pieces in, pieces out. The pieces of a subscription do not overlap; there may be gaps between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from karn.engine.mrr import monthly_amount
from karn.kernel.errors import BadInput

INTERVALS = {"4-week": "four_weeks"}
"""Our names of intervals where the engine's differ."""


@dataclass(frozen=True, slots=True)
class Price:
    """What is paid per interval, and whether it is."""

    amount: Decimal
    interval: str = "month"
    quantity: Decimal = Decimal(1)
    plan: str = ""
    discount_percent: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    state: str = "active"
    resumes_on: date | None = None

    @property
    def mrr(self) -> Decimal:
        """What it is worth a month. Raises BadInput for a discount that cannot be."""
        return monthly_amount(
            self.amount,
            interval=INTERVALS.get(self.interval, self.interval),
            quantity=self.quantity,
            discount_percent=self.discount_percent,
            discount_amount=self.discount_amount,
        )

    @property
    def agreed(self) -> tuple[Decimal, str, Decimal, str]:
        """What was agreed, whatever is off for a while."""
        return (self.amount, self.interval, self.quantity, self.plan)


@dataclass(frozen=True, slots=True)
class Piece:
    """A price from a day until a day (exclusive; None = open). `row` is the stored row it is, if any."""

    starts_on: date
    ends_on: date | None
    price: Price
    end_kind: str = ""
    row: int | None = None

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of its days."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def price_changed_from(pieces: Iterable[Piece], day: date, until: date | None, new: Price) -> list[Piece]:
    """Let amount, interval, quantity and plan of `new` hold from `day` on; what is off stays off.

    Until `until` where that is given, else until another price was agreed already, or the end. Raises
    BadInput where nothing is paid for on `day`.
    """
    given = _in_order(pieces)
    end = until or _next_agreed(given, day)

    def changed(price: Price) -> Price:
        return replace(price, amount=new.amount, interval=new.interval, quantity=new.quantity, plan=new.plan)

    return _within(given, day, end, changed)


def paused(pieces: Iterable[Piece], day: date, until: date) -> list[Piece]:
    """Put everything from `day` until `until` on hold. Raises BadInput as :func:`price_changed_from` does."""
    return _within(
        _in_order(pieces), day, until, lambda price: replace(price, state="paused", resumes_on=until)
    )


def discounted(
    pieces: Iterable[Piece],
    day: date,
    until: date | None,
    *,
    percent: Decimal = Decimal(0),
    amount: Decimal = Decimal(0),
) -> list[Piece]:
    """Give a discount from `day` until `until`, or for as long as is paid; it replaces another one."""
    return _within(
        _in_order(pieces),
        day,
        until,
        lambda price: replace(price, discount_percent=percent, discount_amount=amount),
    )


def ended(pieces: Iterable[Piece], day: date, kind: str) -> list[Piece]:
    """Let nothing be paid from `day` on: what was to begin then never does. What ended before stays so.

    Raises BadInput for a day on or before the first.
    """
    given = _in_order(pieces)
    if given and day <= given[0].starts_on:
        raise BadInput("This ends before it starts.")
    kept = [piece for piece in given if piece.starts_on < day]
    return [
        replace(piece, ends_on=day, end_kind=kind) if piece.holds(day) or piece.ends_on == day else piece
        for piece in kept
    ]


def reopened(pieces: Iterable[Piece], day: date) -> list[Piece]:
    """Undo :func:`ended`: the last piece goes on, if it was to end on `day`."""
    given = _in_order(pieces)
    if given and given[-1].ends_on == day:
        given[-1] = replace(given[-1], ends_on=None, end_kind="")
    return given


def refuse_overlaps(pieces: Iterable[Piece]) -> None:
    """Raise BadInput where two prices hold on one day, or one ends before it starts."""
    before: Piece | None = None
    for piece in _in_order(pieces):
        if piece.ends_on is not None and piece.ends_on < piece.starts_on:
            raise BadInput("This ends before it starts.")
        if before is not None and (before.ends_on is None or piece.starts_on < before.ends_on):
            raise BadInput("On some days there would be two prices at once.")
        before = piece


def _within(
    pieces: list[Piece], day: date, until: date | None, change: Callable[[Price], Price]
) -> list[Piece]:
    if until is not None and until <= day:
        raise BadInput("This ends before it starts.")
    if not any(piece.holds(day) for piece in pieces):
        raise BadInput("Nothing is paid for on that day: choose a day on which the contract runs.")
    split = _split(pieces, day)
    if until is not None:
        split = _split(split, until)
    return [
        replace(piece, price=change(piece.price))
        if piece.starts_on >= day and (until is None or piece.starts_on < until)
        else piece
        for piece in split
    ]


def _split(pieces: list[Piece], day: date) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if piece.holds(day) and piece.starts_on < day:
            found.append(replace(piece, ends_on=day, end_kind=""))
            found.append(replace(piece, starts_on=day, row=None))
        else:
            found.append(piece)
    return found


def _next_agreed(pieces: list[Piece], day: date) -> date | None:
    """Return the first day after `day` on which something else was agreed, or nothing is paid for."""
    here = next((piece for piece in pieces if piece.holds(day)), None)
    if here is None:
        return None
    end = here.ends_on
    for piece in pieces:
        if piece.starts_on == end and piece.price.agreed == here.price.agreed:
            end = piece.ends_on
    return end


def _in_order(pieces: Iterable[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: piece.starts_on)
