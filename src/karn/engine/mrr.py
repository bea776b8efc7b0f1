"""What a price is worth a month. Pure functions; the amount is rounded once, here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.money import six_places

MONTHS_IN_INTERVAL: dict[str, Fraction] = {
    "day": Fraction(12, 365),
    "week": Fraction(12, 52),
    "four_weeks": Fraction(12, 13),
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
}
"""The months an interval has: a year is 365 days, 52 weeks, 13 times four weeks."""


def monthly_amount(
    amount: Decimal,
    *,
    interval: str,
    interval_count: int = 1,
    quantity: Decimal | int = 1,
    discount_percent: Decimal | int = 0,
    discount_amount: Decimal | int = 0,
    discount_ends: bool = False,
    stripe_forever_only: bool = False,
) -> Decimal:
    """Return the monthly recurring revenue of a price, rounded once to six places, halves to even.

    `amount` is the net price of one piece for `interval_count` intervals (a key of MONTHS_IN_INTERVAL:
    "day", "week", "four_weeks", "month", "quarter", "year"), tax excluded; `quantity` pieces are
    bought. `discount_percent` (0 to 100) comes off first, then `discount_amount` per invoice; no
    discount makes a price negative. A negative `amount` is a discount kept as a line of its own. With
    `stripe_forever_only` a discount that ends (`discount_ends`) does not subtract.

    One-offs, set-up fees, metered use and trials are no recurring revenue: do not pass them.

    Raises UnknownName for an interval that does not exist, BadInput for a count below one or a discount
    out of range.
    """
    if interval not in MONTHS_IN_INTERVAL:
        raise UnknownName("billing interval", interval, list(MONTHS_IN_INTERVAL))
    if interval_count < 1:
        raise BadInput("A price is paid every 1 interval or more, not every %(count)s.", count=interval_count)
    if not 0 <= discount_percent <= 100 or discount_amount < 0:
        raise BadInput("A discount is between 0 and 100 percent, and its amount is not negative.")
    billed = Fraction(amount) * Fraction(quantity)
    if not (stripe_forever_only and discount_ends):
        billed *= 1 - Fraction(discount_percent) / 100
        billed = max(billed - Fraction(discount_amount), min(billed, Fraction(0)))
    return _rounded(billed / (MONTHS_IN_INTERVAL[interval] * interval_count))


def _rounded(value: Fraction) -> Decimal:
    return six_places(Decimal(round(value * 1_000_000)).scaleb(-6))
