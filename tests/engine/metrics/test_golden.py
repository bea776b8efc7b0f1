"""The golden fixture: March 2026, every measure, every mode."""

from fractions import Fraction

import pytest

from karn.engine import run_metric

BOOKS = {
    "opening": ("385", 6),
    "new": ("100", 2),
    "expansion": ("20", 1),
    "reactivation": ("100", 2),
    "contraction": ("20", 1),
    "churn": ("170", 3),
    "pause": ("0", 0),
    "resume": ("0", 0),
    "withdrawal": ("0", 0),
    "fx": ("0", 0),
    "restatement": ("0", 0),
    "closing": ("415", 7),
}


def test_march_movements_are_the_published_ones(golden, march):
    rows = run_metric(golden, "mrr_movements", march).rows()
    assert [row["movement"] for row in rows] == list(BOOKS)
    assert {row["movement"]: (row["mrr"], row["customers"]) for row in rows} == BOOKS


@pytest.mark.parametrize(
    ("metric", "modes", "ratio"),
    [
        ("customer_churn", (), (1, 6)),
        ("customer_churn", ("chartmogul",), (1, 6)),
        ("customer_churn", ("gold",), (2, 6)),
        ("customer_churn", ("stripe",), (3, 8)),
        ("customer_churn", ("baremetrics",), (3, 6)),
        ("gross_mrr_churn", (), (70, 385)),
        ("gross_mrr_churn", ("ledger",), (190, 385)),
        ("gross_mrr_churn", ("gold",), (95, 385)),
        ("net_mrr_churn", (), (50, 385)),
        ("net_mrr_churn", ("ledger",), (70, 385)),
        ("net_mrr_churn", ("gold",), (75, 385)),
        ("gross_revenue_retention", (), (315, 385)),
        ("gross_revenue_retention", ("totals",), (195, 385)),
        ("gross_revenue_retention", ("gold",), (290, 385)),
        ("net_revenue_retention", (), (335, 385)),
        ("net_revenue_retention", ("totals",), (315, 385)),
        ("net_revenue_retention", ("gold",), (310, 385)),
        ("quick_ratio", (), (220, 190)),
        ("quick_ratio", ("without_reactivation",), (120, 190)),
        ("arpa", (), (415, 7)),
    ],
)
def test_march_rate_is_the_published_one(golden, march, metric, modes, ratio):
    (row,) = run_metric(golden, metric, march, modes=modes).rows()
    assert (Fraction(row["numerator"]), Fraction(row["denominator"])) == ratio
    assert abs(float(row["value"]) - ratio[0] / ratio[1]) < 1e-12


def test_joined_and_left_in_march_stands_beside_the_rate(golden, march):
    (row,) = run_metric(golden, "customer_churn", march).rows()
    assert row["joined_and_left"] == 1
