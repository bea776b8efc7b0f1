"""Prices per piece and interval as MRR: the columns they are read by, and the rows they become."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.lake.prices import price_columns, put_in_months
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput

DECLARED = TABLES["subscriptions"].columns
HEAD = ["subscription_id", "customer_id", "starts_on", "ends_on", "currency"]


def names(*headings: str) -> list[str]:
    return [column.name for column in price_columns("prices.csv", [*HEAD, *headings])]


@pytest.mark.parametrize(
    "headings",
    [
        ("mrr",),
        ("amount",),
        ("mrr", "interval"),
        ("mrr", "amount", "interval"),
        ("monthly amount", "quantity"),
    ],
)
def test_a_file_with_a_monthly_amount_is_read_as_declared(headings: tuple[str, ...]) -> None:
    assert names(*headings) == [column.name for column in DECLARED]


@pytest.mark.parametrize(
    "headings",
    [
        ("amount", "interval"),
        ("Bedrag", "Termijn", "Aantal", "Korting"),
        ("Price", "billing period", "seats"),
        ("Prijs", "Periode"),
    ],
)
def test_a_file_with_a_price_per_interval_is_read_by_what_makes_the_monthly_amount(
    headings: tuple[str, ...],
) -> None:
    declared = [column.name for column in DECLARED if column.name != "mrr"]
    assert names(*headings) == [
        *declared,
        "amount",
        "interval",
        "quantity",
        "discount_percent",
        "discount_ends_on",
        "status",
    ]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("Bedrag", "Aantal"), "“Bedrag” depends on “Aantal”"),
        (("amount", "discount_percent"), "“amount” depends on “discount_percent”"),
    ],
)
def test_a_price_is_not_taken_for_a_monthly_amount_where_nothing_says_how_often_it_is_charged(
    headings: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadInput, match=f"^prices.csv: {said}, and no column says how often it is charged"):
        names(*headings)


def months(tmp_path: Path, *prices: tuple) -> list[tuple]:
    """Put prices (amount, interval, quantity, discount, status, paused) in months; give both amounts."""
    amounts, intervals, quantities, discounts, states, held = zip(*prices, strict=True)
    money, count = pa.decimal128(18, 6), len(prices)
    table = pa.table(
        {
            "line": pa.array(range(2, count + 2), pa.int64()),
            "starts_on": pa.array([date(2026, 1, 1)] * count, pa.date32()),
            "ends_on": pa.nulls(count, pa.date32()),
            "end_kind": pa.nulls(count, pa.string()),
            "paused_mrr": pa.array([x and Decimal(x) for x in held], money),
            "amount": pa.array([Decimal(amount) for amount in amounts], money),
            "interval": pa.array(intervals, pa.string()),
            "quantity": pa.array(quantities, pa.float64()),
            "discount_percent": pa.array(discounts, pa.float64()),
            "discount_ends_on": pa.nulls(count, pa.date32()),
            "status": pa.array(states, pa.string()),
        }
    )
    pq.write_table(table, tmp_path / "valid.parquet")
    put_in_months("prices.csv", tmp_path / "valid.parquet")
    done = pq.read_table(tmp_path / "valid.parquet")
    assert done.column_names == ["line", "starts_on", "ends_on", "end_kind", "paused_mrr", "mrr"]
    return [(row["line"], row["mrr"], row["paused_mrr"]) for row in done.to_pylist()]


def test_prices_become_mrr_trials_go_and_pauses_are_held(tmp_path: Path) -> None:
    found = months(
        tmp_path,
        ("2000", "year", None, None, None, None),
        ("10", "maandelijks", 3, 50, "active", None),
        ("10", "month", 3, None, "trialing", None),
        ("10", "month", 3, None, "gepauzeerd", None),
        ("10", "month", None, None, "paused", "25"),
        ("12", "week", 0.5, None, "past_due", None),
    )
    assert found == [
        (2, Decimal("166.666667"), None),
        (3, Decimal(15), None),
        (5, Decimal(0), Decimal(30)),
        (6, Decimal(0), Decimal(25)),
        (7, Decimal(26), None),
    ]


def states(
    tmp_path: Path, until: date | None, ends: date | None, *, stripe_forever_only: bool
) -> list[tuple]:
    """Put 100 a month less 20 % until a day in months; give each state, without its line."""
    table = pa.table(
        {
            "line": pa.array([2], pa.int64()),
            "starts_on": pa.array([date(2026, 1, 1)], pa.date32()),
            "ends_on": pa.array([ends], pa.date32()),
            "end_kind": pa.array(["voluntary"], pa.string()),
            "paused_mrr": pa.nulls(1, pa.decimal128(18, 6)),
            "amount": pa.array([Decimal(100)], pa.decimal128(18, 6)),
            "interval": pa.array(["month"], pa.string()),
            "quantity": pa.nulls(1, pa.float64()),
            "discount_percent": pa.array([20.0], pa.float64()),
            "discount_ends_on": pa.array([until], pa.date32()),
            "status": pa.nulls(1, pa.string()),
        }
    )
    pq.write_table(table, tmp_path / "valid.parquet")
    put_in_months("prices.csv", tmp_path / "valid.parquet", stripe_forever_only=stripe_forever_only)
    rows = pq.read_table(tmp_path / "valid.parquet").to_pylist()
    return [(row["starts_on"], row["ends_on"], int(row["mrr"]), row["end_kind"]) for row in rows]


JANUARY, APRIL, JULY = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("until", "ends", "found"),
    [
        (None, None, [(JANUARY, None, 80, "voluntary")]),
        (APRIL, None, [(JANUARY, APRIL, 80, None), (APRIL, None, 100, "voluntary")]),
        (APRIL, JULY, [(JANUARY, APRIL, 80, None), (APRIL, JULY, 100, "voluntary")]),
        (JULY, JULY, [(JANUARY, JULY, 80, "voluntary")]),
        (JULY, APRIL, [(JANUARY, APRIL, 80, "voluntary")]),
        (JANUARY, APRIL, [(JANUARY, APRIL, 100, "voluntary")]),
    ],
)
def test_a_discount_subtracts_while_it_is_in_force(
    tmp_path: Path, until: date | None, ends: date | None, found: list[tuple]
) -> None:
    assert states(tmp_path, until, ends, stripe_forever_only=False) == found


@pytest.mark.parametrize(("until", "mrr"), [(None, 80), (APRIL, 100), (JULY, 100)])
def test_at_stripe_only_a_discount_without_end_subtracts(
    tmp_path: Path, until: date | None, mrr: int
) -> None:
    assert states(tmp_path, until, JULY, stripe_forever_only=True) == [(JANUARY, JULY, mrr, "voluntary")]


def test_a_price_that_makes_no_monthly_amount_is_told_with_its_line(tmp_path: Path) -> None:
    good = ("10", "month", None, None, None, None)
    with pytest.raises(BadInput, match=r"^prices\.csv, line 3: A discount is between 0 and 100 percent"):
        months(tmp_path, good, ("10", "month", None, 150, None, None))


def test_rows_with_a_monthly_amount_of_their_own_are_left_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "valid.parquet"
    pq.write_table(pa.table({"line": [2], "mrr": [10]}), file)
    before = file.read_bytes()
    put_in_months("prices.csv", file)
    assert file.read_bytes() == before
