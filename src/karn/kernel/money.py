"""Amounts with their currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from karn.kernel.errors import BadInput

SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; amounts of different currencies never meet."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add two amounts of the same currency."""
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency."""
        return Money(self.amount - self._same(other), self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise BadInput(
                "Cannot combine %(currency)s with %(other)s without an exchange rate.",
                currency=self.currency,
                other=other.currency,
            )
        return other.amount


def six_places(amount: Decimal) -> Decimal:
    """Return `amount` rounded once to DECIMAL(18,6), halves to even: 2,000 / 12 is 166.666667."""
    return amount.quantize(SIX_PLACES, rounding=ROUND_HALF_EVEN)
