"""Survival against lifelines, and the published table of telco.csv."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from lifelines import KaplanMeierFitter

from karn.engine import run_metric
from karn.kernel.month import add_months
from karn.kernel.period import Period

TELCO = Path(__file__).resolve().parents[4] / "shared" / "data" / "telco.csv"
SEEN_ON = date(2026, 1, 31)


def subscription(number: int, starts_on: date, ends_on: date | None) -> dict:
    return {
        "subscription_id": f"s{number}",
        "customer_id": f"c{number}",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "mrr": 1,
        "currency": "EUR",
    }


def test_curve_and_interval_are_those_of_lifelines(make_lake):
    ages = [(n * 37) % 211 + 1 for n in range(160)]
    left = [(n * 7) % 5 < 3 for n in range(160)]
    rows = [
        subscription(n, SEEN_ON - timedelta(days=age), SEEN_ON if gone else None)
        for n, (age, gone) in enumerate(zip(ages, left, strict=True))
    ]
    period = Period(SEEN_ON - timedelta(days=400), SEEN_ON + timedelta(days=1))
    ours = run_metric(make_lake(subscriptions=rows), "survival", period, interval="day").rows()
    durations = [age if gone else age + 1 for age, gone in zip(ages, left, strict=True)]
    fitted = KaplanMeierFitter(alpha=0.10).fit(durations, left)
    for row in ours:
        assert float(row["value"]) == pytest.approx(fitted.predict(row["t"]), abs=1e-9)
        if (
            row["t"] in fitted.confidence_interval_.index
            and row["low"] is not None
            and float(row["value"]) < 1
        ):
            low, high = fitted.confidence_interval_.loc[row["t"]]
            assert float(row["low"]) == pytest.approx(low, abs=1e-9)
            assert float(row["high"]) == pytest.approx(high, abs=1e-9)


@pytest.mark.skipif(not TELCO.exists(), reason=f"the telco snapshot is not beside the project: {TELCO.name}")
def test_telco_survival_is_the_published_table(make_lake):
    with TELCO.open(newline="") as file:
        snapshot = [(int(row["tenure"]), row["Churn"] == "Yes") for row in csv.DictReader(file)]
    assert sum(1 for tenure, _ in snapshot if tenure == 0) == 11
    rows = [
        subscription(n, add_months(SEEN_ON, -tenure), SEEN_ON if left else None)
        for n, (tenure, left) in enumerate(snapshot)
    ]
    period = Period(add_months(SEEN_ON, -120), SEEN_ON + timedelta(days=1))
    curve = {row["t"]: row for row in run_metric(make_lake(subscriptions=rows), "survival", period).rows()}
    assert {t: round(float(curve[t]["value"]), 5) for t in (12, 24, 48, 72)} == {
        12: 0.84320,
        24: 0.78874,
        48: 0.70884,
        72: 0.59279,
    }
    assert curve[0]["at_risk"] == len(snapshot)
