"""What a customer brought and what serving it cost. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from karn.kernel.money import six_places
from karn.kernel.period import Period

DAYS_OF_A_YEAR = 365


def earned(mrr: Decimal, *, starts_on: date, ends_on: date | None, within: Period) -> Decimal:
    """Return what a price brought `within` a period: MRR × 12 / 365 for each day it was in force."""
    first = max(starts_on, within.starts_on)
    last = within.ends_on if ends_on is None else min(ends_on, within.ends_on)
    days = max((last - first).days, 0)
    return six_places(mrr * 12 * days / DAYS_OF_A_YEAR)


@dataclass(frozen=True, slots=True)
class Margin:
    """What one customer brought and cost in a period, in one currency.

    `unpriced` are hours of which nobody said what one costs: with them the costs are not known. `mixed`
    says that there is money in more than one currency, which is not added up.
    """

    revenue: Decimal
    hours: Decimal
    hours_cost: Decimal
    costs: Decimal
    unpriced: Decimal = Decimal(0)
    mixed: bool = False
    known: bool = True

    @property
    def cost(self) -> Decimal:
        """What serving it cost, as far as that is known."""
        return self.hours_cost + self.costs

    @property
    def is_known(self) -> bool:
        """Whether hours or costs are known, all priced, and in the currency of the revenue."""
        return self.known and not self.unpriced and not self.mixed

    @property
    def margin(self) -> Decimal | None:
        """Revenue less cost; None where the cost is not known."""
        return self.revenue - self.cost if self.is_known else None

    @property
    def share(self) -> Decimal | None:
        """The margin as a share of the revenue; None without revenue, or where the cost is not known."""
        if self.margin is None or not self.revenue:
            return None
        return self.margin / self.revenue
