"""What is asked of the engine at each refresh. Pure: dates in, questions out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from karn.kernel.month import Month
from karn.kernel.period import Period

SERIES_MONTHS = 36
COHORT_MONTHS = 18
OF_A_MONTH = (
    "customer_churn",
    "gross_mrr_churn",
    "net_mrr_churn",
    "mrr_movements",
    "quick_ratio",
    "arpa",
    "lifetime_value",
    "churn_cost",
    "departures_by_kind",
)
BY_MONTH = (
    "customer_churn",
    "gross_mrr_churn",
    "net_mrr_churn",
    "mrr_movements",
    "arpa",
    "churn_cost",
)
OVER_TWELVE_MONTHS = ("customer_churn", "gross_revenue_retention", "net_revenue_retention")


@dataclass(frozen=True, slots=True)
class Question:
    """One request to the engine, under the name its answer is kept by."""

    name: str
    metric: str
    period: Period
    every: str | None = None
    span: int = 1
    lost_only: bool = False
    """Ask for the customers lost, from the rows behind the figure, in place of the figure."""
    needs: str = ""
    """A table of the lake without which there is nothing to ask."""

    def options(self) -> dict[str, Any]:
        """Return what the engine is asked beyond metric and period."""
        return {"every": self.every, "span": self.span}

    def request(self) -> dict[str, Any]:
        """Return the request as it is kept beside the answer."""
        return {
            "from": self.period.starts_on.isoformat(),
            "to": self.period.ends_on.isoformat(),
            **self.options(),
            "lost_only": self.lost_only,
        }


def this_month(as_of: date) -> Period:
    """Return the running month up to and with `as_of`."""
    return Period(as_of.replace(day=1), as_of + timedelta(days=1))


def last_month(as_of: date) -> Period:
    """Return the last full month before the month of `as_of`."""
    return Period.month(Month.of(as_of).plus(-1))


def trailing_months(as_of: date, months: int) -> Period:
    """Return the `months` full months before the month of `as_of`."""
    here = Month.of(as_of)
    return Period(here.plus(-months).first_day, here.first_day)


def all_months(as_of: date) -> Period:
    """Return the full months the pages show as a series."""
    return trailing_months(as_of, SERIES_MONTHS)


def ever(as_of: date, first_day: date | None) -> Period:
    """Return all time from the first price state (`first_day`, if any) up to and with `as_of`."""
    return Period(min(first_day or as_of, as_of), as_of + timedelta(days=1))


def cohort_months(as_of: date) -> Period:
    """Return the months whose new customers the pages follow, up to and with `as_of`."""
    return Period(Month.of(as_of).plus(1 - COHORT_MONTHS).first_day, as_of + timedelta(days=1))


def questions(as_of: date, first_day: date | None) -> tuple[Question, ...]:
    """Return everything the pages want to know on `as_of`; `first_day` is that of the first price state."""
    series = all_months(as_of)
    return (
        *_of_month("last_month", last_month(as_of)),
        *_of_month("this_month", this_month(as_of)),
        *(Question(f"{metric}.by_month", metric, series, every="month") for metric in BY_MONTH),
        *(
            Question(f"{metric}.year", metric, series, every="month", span=12)
            for metric in OVER_TWELVE_MONTHS
        ),
        Question("cohort_retention", "cohort_retention", cohort_months(as_of)),
        Question("survival", "survival", ever(as_of, first_day)),
        Question("scheduled_departures", "scheduled_departures", this_month(as_of)),
    )


def _of_month(name: str, period: Period) -> tuple[Question, ...]:
    figures = (Question(f"{metric}.{name}", metric, period) for metric in OF_A_MONTH)
    return (
        *figures,
        Question(f"lost.{name}", "customer_churn", period, lost_only=True),
        Question(f"right_client_churn.{name}", "right_client_churn", period, needs="fits"),
        Question(f"lost.by_fit.{name}", "right_client_churn", period, lost_only=True, needs="fits"),
    )
