"""A lake from a folder of files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from karn.engine.lake import open_lake
from karn.engine.lake.folders import Options, check_files, named_files, write_checked
from karn.kernel.errors import BadInput

HEAD = "subscription_id,customer_id,starts_on,ends_on,currency"
ROW = "S1,C1,2026-01-01,,EUR"


def check(folder: Path, more_headings: str, more_cells: str) -> int:
    file = folder / "subscriptions.csv"
    file.write_text(f"{HEAD},{more_headings}\n{ROW},{more_cells}\n", encoding="utf-8")
    (checked,) = check_files({"subscriptions": file}, folder / "scratch", Options())
    return checked.checked.accepted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        ("Bedrag,Aantal", "10.00,3", "“Bedrag” depends on “Aantal”"),
        ("amount,discount_percent", "10.00,50", "“amount” depends on “discount_percent”"),
    ],
)
def test_a_price_is_not_taken_for_a_monthly_amount_where_nothing_says_how_often_it_is_charged(
    folder: Path, headings: str, cells: str, said: str
) -> None:
    with pytest.raises(BadInput, match=f"{said}, and no column says how often it is charged"):
        check(folder, headings, cells)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [("mrr,interval", "10.00,year"), ("amount", "10.00"), ("monthly amount,quantity", "10.00,3")],
)
def test_a_monthly_amount_is_taken(folder: Path, headings: str, cells: str) -> None:
    assert check(folder, headings, cells) == 1


PRICED = """\
subscription_id,customer_id,starts_on,ends_on,currency,amount,interval,quantity,discount_percent,status
S1,C1,2026-01-01,,EUR,1200.00,year,1,,active
S2,C2,2026-01-01,2026-02-01,EUR,0.00,month,1,,trial
S2,C2,2026-02-01,2026-03-01,EUR,10.00,month,3,50,
S2,C2,2026-03-01,2026-04-01,EUR,10.00,month,3,50,paused
S3,C3,2026-01-01,,EUR,2000.00,jaar,1,,active
"""


def built(folder: Path, **files: str) -> dict[str, list[dict[str, object]]]:
    """Build a lake from files and return its rows by table."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    found, _ = named_files(folder)
    write_checked(check_files(found, folder / "scratch", Options()), folder / "lake", Options())
    with open_lake(folder / "lake") as lake:
        return {name: pq.read_table(path).to_pylist() for name, path in lake.tables.items()}


def test_prices_per_interval_become_mrr_without_trials_and_with_pauses_on_hold(folder: Path) -> None:
    rows = built(folder, subscriptions=PRICED)["subscriptions"]
    assert [(r["subscription_id"], r["starts_on"].month, r["mrr"], r["paused_mrr"]) for r in rows] == [
        ("S1", 1, Decimal("100.000000"), None),
        ("S2", 2, Decimal("15.000000"), None),
        ("S2", 3, Decimal("0.000000"), Decimal("15.000000")),
        ("S3", 1, Decimal("166.666667"), None),
    ]


def test_a_price_that_makes_no_monthly_amount_is_told_with_its_line(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"subscriptions.csv, line 2: A discount is between 0 and 100 percent"):
        check(folder, "amount,interval,discount_percent", "10.00,month,150")


def test_a_file_with_headings_alone_makes_a_table_without_rows(folder: Path) -> None:
    rows = built(folder, subscriptions=PRICED, orders="order_id,customer_id,ordered_on,amount,currency\n")
    assert rows["orders"] == []
    assert len(rows["subscriptions"]) == 4


def test_a_price_changed_on_the_day_it_began_counts_once_with_the_last_price(folder: Path) -> None:
    rows = built(
        folder,
        subscriptions="subscription_id,customer_id,starts_on,ends_on,currency,mrr\n"
        "S1,C1,2026-03-05T09:00,2026-03-05T15:00,EUR,10\n"
        "S1,C1,2026-03-05T15:00,9999-12-31,EUR,20\n",
    )["subscriptions"]
    assert [(r["starts_on"], r["ends_on"], r["mrr"]) for r in rows] == [
        (date(2026, 3, 5), None, Decimal("20.000000"))
    ]
