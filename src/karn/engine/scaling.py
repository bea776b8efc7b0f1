"""A churn rate over some days, as if over a month or a year. Extra views, always labelled as such."""

from __future__ import annotations

DAYS_IN_YEAR = 365
DAYS_IN_MONTH = DAYS_IN_YEAR / 12


def monthly_rate(rate: float, days: float) -> float:
    """Return the rate per month that gives `rate` over `days`: 1 - (1 - c)^((365/12)/d).

    Raises ValueError for a rate outside 0 to 1.
    """
    return _scaled(rate, DAYS_IN_MONTH / days)


def yearly_rate(rate: float, days: float) -> float:
    """Return the rate per year that gives `rate` over `days`: 1 - (1 - c)^(365/d).

    Raises ValueError for a rate outside 0 to 1.
    """
    return _scaled(rate, DAYS_IN_YEAR / days)


def _scaled(rate: float, times: float) -> float:
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate is between 0 and 1, not {rate}.")
    return float(1 - (1 - rate) ** times)
