"""A lake from a folder of files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from karn.engine.lake import open_lake
from karn.engine.lake.folders import Options, check_files, named_files, write_checked
from karn.kernel.errors import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path


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


def test_a_file_with_headings_alone_makes_a_table_without_rows(folder: Path) -> None:
    assert built(folder, orders="order_id,customer_id,ordered_on,amount,currency\n") == {"orders": []}


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


def test_a_price_that_makes_no_monthly_amount_leaves_no_lake(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"^subscriptions\.csv, line 4: A discount is between 0 and 100"):
        built(folder, subscriptions=PRICED.replace("month,3,50,\n", "month,3,150,\n"))
    assert not (folder / "lake").exists()


def test_files_are_known_by_their_names_and_the_others_told(folder: Path) -> None:
    for name in ("Orders.CSV", "customers.parquet", "notes.txt", "events.xlsx"):
        (folder / name).touch()
    assert named_files(folder) == (
        {"customers": folder / "customers.parquet", "orders": folder / "Orders.CSV"},
        ["events.xlsx", "notes.txt", "scratch"],
    )


def test_a_folder_with_two_files_for_a_table_or_none_at_all_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"named like a table\. Names: .*costs\.csv, customers\.csv"):
        named_files(folder)
    with pytest.raises(BadInput, match="There is no folder"):
        named_files(folder / "nowhere")
    for name in ("orders.csv", "orders.tsv"):
        (folder / name).touch()
    with pytest.raises(BadInput, match=r"has two files for orders: orders\.csv and orders\.tsv\. Keep one"):
        named_files(folder)
