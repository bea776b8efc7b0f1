"""Stored rows, read."""

from datetime import date
from decimal import Decimal

from karn.apps.desk.queries.readings import (
    Cell,
    Cohort,
    Cost,
    Rate,
    StillHere,
    books_by_month,
    cohorts,
    cost,
    rate,
    rates_by_month,
    survival,
)


def test_a_rate_keeps_its_counts_and_its_interval() -> None:
    row = {
        "numerator": 1,
        "denominator": 42,
        "value": "0.0238",
        "low": "0.005",
        "high": "0.1",
        "joined_and_left": 2,
    }
    read = Rate(Decimal(1), Decimal(42), Decimal("0.0238"), Decimal("0.005"), Decimal("0.1"), 2)
    assert rate(row) == read
    assert read.may_be_percentage


def test_a_rate_without_a_denominator_has_no_value() -> None:
    read = rate({"numerator": 0, "denominator": 0, "value": None, "low": None, "high": None})
    assert (read.value, read.may_be_percentage) == (None, False)
    assert rate({}) == Rate()


def month(first: str, last: str, customers: int) -> dict[str, object]:
    return {"from": first, "to": last, "numerator": 0, "denominator": customers, "value": "0"}


def test_a_series_begins_with_the_first_customer() -> None:
    rows = [month("2026-01-01", "2026-02-01", 0), month("2026-02-01", "2026-03-01", 5)]
    assert [(one.month, one.customers, one.may_be_percentage) for one in rates_by_month(rows, rows)] == [
        (date(2026, 2, 1), 5, False)
    ]


def test_twelve_months_are_named_after_the_last_of_them() -> None:
    rows = [month("2025-03-01", "2026-03-01", 30)]
    assert [one.month for one in rates_by_month(rows, rows)] == [date(2026, 2, 1)]


def test_books_begin_with_the_first_amount() -> None:
    lines = [
        {"from": start, "to": end, "movement": name, "mrr": mrr, "customers": 0, "effect": None}
        for start, end, mrr in (("2026-01-01", "2026-02-01", "0"), ("2026-02-01", "2026-03-01", "70.5"))
        for name in ("opening", "closing")
    ]
    (only,) = books_by_month(lines)
    assert (only.month, only.line("closing").mrr, only.line("new").mrr) == (
        date(2026, 2, 1),
        Decimal("70.5"),
        0,
    )


def test_a_cohort_nobody_began_in_is_left_out() -> None:
    cells = [
        {"cohort": "2026-01-01", "interval": 0, "size": 0, "active": 0, "value": None, "provisional": False},
        {"cohort": "2026-02-01", "interval": 0, "size": 3, "active": 3, "value": "1", "provisional": False},
        {
            "cohort": "2026-02-01",
            "interval": 1,
            "size": 3,
            "active": 2,
            "value": "0.666666666667",
            "provisional": True,
        },
    ]
    assert cohorts(cells) == (
        Cohort(
            date(2026, 2, 1), 3, (Cell(0, 3, Decimal(1), False), Cell(1, 2, Decimal("0.666666666667"), True))
        ),
    )


def test_a_survival_curve_is_read_point_by_point() -> None:
    row = {"t": 1, "at_risk": 10, "events": 1, "value": "0.9", "low": "0.7", "high": "0.97"}
    assert survival([row]) == (StillHere(1, 10, 1, Decimal("0.9"), Decimal("0.7"), Decimal("0.97")),)


def test_the_cost_of_few_departures_is_not_known() -> None:
    row = {
        "lost": 2,
        "opening": 42,
        "ltv": "40000",
        "winning_cost": "4500",
        "cost": "89000",
        "one_point_less": "1",
    }
    unknown = cost(row | {"reliable": False})
    assert unknown == Cost(lost=2, opening=42, winning_cost=Decimal(4500))
    assert unknown.replacing == 9000
    assert cost(row | {"reliable": True}).cost == 89000
