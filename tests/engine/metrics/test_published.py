"""Published examples too large to write out row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from karn.engine import run_metric
from karn.engine.lake import LakeWriter, open_lake
from karn.engine.mrr import monthly_amount
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def of_each(
    customers: int, mrr: Decimal | int, starts_on: date, ends_on: date | None, first: int
) -> list[tuple]:
    return [(f"s{first + n}", str(first + n), starts_on, ends_on, mrr) for n in range(customers)]


def built(folder: Path, states: list[tuple]):
    ids, customers, starts, ends, amounts = zip(*states, strict=True)
    table = pa.table(
        {
            "subscription_id": ids,
            "customer_id": customers,
            "starts_on": pa.array(starts, pa.date32()),
            "ends_on": pa.array(ends, pa.date32()),
            "mrr": pa.array([Decimal(amount) for amount in amounts], pa.decimal128(18, 6)),
            "currency": ["EUR"] * len(ids),
        }
    )
    with LakeWriter(folder / "lake") as writer:
        writer.write("subscriptions", table)
        writer.commit()
    return open_lake(folder / "lake")


@pytest.fixture
def two_hundred(tmp_path: Path):
    """200 customers at 50; 8 leave in each of seven months, and 8 others come in their place."""
    states = of_each(144, 50, date(2025, 8, 15), None, 0)
    for month in range(7):
        left_on = date(2025 + (8 + month) // 12, (8 + month) % 12 + 1, 15)
        states += of_each(8, 50, date(2025, 8, 15), left_on, 1_000 + 100 * month)
        states += of_each(8, 50, left_on, None, 5_000 + 100 * month)
    return built(tmp_path, states)


def test_a_churn_of_four_per_cent_costs_and_is_worth_what_was_published(two_hundred) -> None:
    (row,) = run_metric(
        two_hundred, "churn_cost", MARCH, margin=Decimal("0.8"), winning_cost=Decimal(300)
    ).rows()
    named = ("opening", "lost", "arpa", "churn", "ltv", "cost", "one_point_less", "reliable")
    assert {name: row[name] for name in named} == {
        "opening": 200,
        "lost": 8,
        "arpa": "50",
        "churn": "0.04",
        "ltv": "1000",
        "cost": "10400",
        "one_point_less": "2600",
        "reliable": True,
    }


def test_one_hundred_customers_of_whom_eleven_cancel_with_one_who_joined_churn_ten_per_cent(
    tmp_path: Path,
) -> None:
    states = of_each(90, 10, date(2026, 1, 1), None, 0)
    states += of_each(10, 10, date(2026, 1, 1), date(2026, 3, 20), 1_000)
    states += of_each(1, 10, date(2026, 3, 5), date(2026, 3, 25), 2_000)
    (row,) = run_metric(built(tmp_path, states), "customer_churn", MARCH).rows()
    assert (row["numerator"], row["denominator"], row["value"]) == (10, 100, "0.1")


def test_monthly_and_yearly_prices_add_up_to_the_published_recurring_revenue(tmp_path: Path) -> None:
    yearly = monthly_amount(Decimal(600), interval="year")
    states = of_each(100, 100, date(2026, 1, 1), None, 0) + of_each(50, yearly, date(2026, 1, 1), None, 1_000)
    (row,) = run_metric(built(tmp_path, states), "arpa", MARCH).rows()
    assert (row["numerator"], row["denominator"]) == ("12500", 150)
