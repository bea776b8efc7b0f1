"""Every figure by the name of Karn's metric."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from benchmarks.figures_in_pandas.books import (
    arpa,
    departures_by_kind,
    mrr_movements,
    quick_ratio,
    scheduled_departures,
)
from benchmarks.figures_in_pandas.frames import Frames
from benchmarks.figures_in_pandas.lifetimes import cohort_retention, survival
from benchmarks.figures_in_pandas.opening_cohorts import (
    customer_churn,
    gross_mrr_churn,
    gross_revenue_retention,
    net_mrr_churn,
    net_revenue_retention,
)
from benchmarks.figures_in_pandas.worth import churn_cost, lifetime_value

FIGURES: dict[str, Callable[[Frames], pd.DataFrame]] = {
    "customer_churn": customer_churn,
    "mrr_movements": mrr_movements,
    "gross_mrr_churn": gross_mrr_churn,
    "net_mrr_churn": net_mrr_churn,
    "gross_revenue_retention": gross_revenue_retention,
    "net_revenue_retention": net_revenue_retention,
    "quick_ratio": quick_ratio,
    "arpa": arpa,
    "lifetime_value": lifetime_value,
    "churn_cost": churn_cost,
    "cohort_retention": cohort_retention,
    "survival": survival,
    "departures_by_kind": departures_by_kind,
    "scheduled_departures": scheduled_departures,
}
TRAILING: dict[str, Callable[[Frames, int], pd.DataFrame]] = {
    "customer_churn": customer_churn,
    "gross_revenue_retention": gross_revenue_retention,
    "net_revenue_retention": net_revenue_retention,
}


def figure(name: str, frames: Frames) -> pd.DataFrame:
    """Return the figure of one metric; `:12` after its name makes it trailing twelve months."""
    metric, _, span = name.partition(":")
    return TRAILING[metric](frames, int(span)) if span else FIGURES[metric](frames)


def together(frames: Frames) -> dict[str, pd.DataFrame]:
    """Return all figures; what they share is made once."""
    return {name: frames.once(make) for name, make in FIGURES.items()}
