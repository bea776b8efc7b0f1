"""`karn lake build`, as an analyst runs it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from karn.cli import app
from karn.engine import open_lake
from karn.kernel.errors import BadInput, KarnError

STATES = "subscription_id;customer_id;starts_on;ends_on;mrr;currency\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for files."""
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def build(folder: Path, *options: str) -> Result:
    """Run the command; an error for the person is raised, as `run` would catch it."""
    arguments = ["lake", "build", "--from", str(folder), "--out", str(folder.parent / "lake"), *options]
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, KarnError):
        raise result.exception
    return result


def rows_of(folder: Path, table: str) -> list[dict]:
    return pq.read_table(open_lake(folder.parent / "lake").path_of(table)).to_pylist()


def test_files_named_like_tables_become_a_lake(folder) -> None:
    (folder / "Subscriptions.csv").write_text(STATES + "s1;c1;31-01-2026;;1.234,50;EUR\n", encoding="cp1252")
    pq.write_table(pa.table({"customer_id": ["c1"], "Sector": ["Bouw"]}), folder / "customers.parquet")
    (folder / "notes.md").write_text("…")
    result = build(folder, "--zone", "Europe/Amsterdam")
    assert result.exit_code == 0
    assert result.stderr == "Not named like a table, left alone: notes.md.\n"
    assert result.stdout.splitlines()[:2] == ["subscriptions: 1 rows", "customers: 1 rows"]
    assert open_lake(folder.parent / "lake").zone == "Europe/Amsterdam"
    assert rows_of(folder, "customers") == [{"customer_id": "c1", "name": None, "sector": "Bouw"}]
    (state,) = rows_of(folder, "subscriptions")
    assert (state["starts_on"], state["mrr"], state["plan"]) == (date(2026, 1, 31), Decimal("1234.5"), None)


def test_one_refused_row_and_there_is_no_lake(folder) -> None:
    (folder / "subscriptions.csv").write_text(STATES + "s1;c1;2026-01-31;;10;EUR\ns2;=c2;soon;;1;EUR\n")
    with pytest.raises(BadInput) as refused:
        build(folder)
    listed = folder.parent / "lake.refused.csv"
    assert str(refused.value) == (
        f"1 of 2 rows are refused (all of them: {listed}); no lake was made. "
        "Mend them, or leave them out with --skip-refused."
    )
    assert listed.read_text(encoding="utf-8-sig").splitlines() == [
        "file,line,column,value,reason",
        "subscriptions.csv,3,starts_on,soon,is no date",
    ]
    assert not (folder.parent / "lake").exists()


def test_refused_rows_can_be_left_out(folder, tmp_path) -> None:
    (folder / "subscriptions.csv").write_text(STATES + "s1;c1;2026-01-31;;10;EUR\ns2;c2;soon;;1;EUR\n" * 2)
    result = build(folder, "--skip-refused", "--refused", str(tmp_path / "list.csv"))
    assert result.exit_code == 0
    assert "subscriptions: 1 rows, 1 exact repetitions left out, 2 refused rows left out" in result.stdout
    assert "soon" in result.stderr
    assert len((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_a_failed_build_leaves_the_old_lake(folder) -> None:
    (folder / "customers.csv").write_text("customer_id,name\nc1,Jan\n")
    build(folder)
    (folder / "customers.csv").write_text("customer_id,name\n,Piet\n")
    with pytest.raises(BadInput):
        build(folder)
    assert rows_of(folder, "customers") == [{"customer_id": "c1", "name": "Jan"}]


def test_a_currency_can_be_given_for_files_without_one(folder) -> None:
    (folder / "orders.csv").write_text("order_id,customer_id,ordered_on,amount\n1,c,2026-01-31,10.50\n")
    with pytest.raises(BadInput, match=r"^orders.csv: The file has no column for currency\."):
        build(folder)
    build(folder, "--currency", "SEK")
    assert [(row["amount"], row["currency"]) for row in rows_of(folder, "orders")] == [
        (Decimal("10.5"), "SEK")
    ]


def test_quick_changes_and_short_gaps_are_settled_when_asked(folder) -> None:
    (folder / "subscriptions.csv").write_text(
        STATES + "s1;c1;2026-01-31 23:30;2026-02-01 00:25;10;EUR\ns1;c1;2026-02-01 00:25;2026-03-01;30;EUR\n"
        "s2;c1;2026-03-04;;30;EUR\n"
    )
    build(folder, "--zone", "Europe/Amsterdam", "--settle-window", "60", "--gap-tolerance", "3")
    found = sorted((row["starts_on"], row["ends_on"], row["mrr"]) for row in rows_of(folder, "subscriptions"))
    assert [row[:2] for row in found] == [(date(2026, 1, 31), date(2026, 3, 4)), (date(2026, 3, 4), None)]
    assert [row[2] for row in found] == [Decimal(30), Decimal(30)]


def test_a_debt_ends_after_the_grace_asked_for(folder) -> None:
    (folder / "subscriptions.csv").write_text(
        STATES.replace("\n", ";past_due_since\n") + "s1;c1;2026-01-01;;10;EUR;2026-03-01\n"
    )
    build(folder, "--grace-days", "14")
    assert [(row["ends_on"], row["end_kind"]) for row in rows_of(folder, "subscriptions")] == [
        (date(2026, 3, 15), "payment_failure")
    ]


@pytest.mark.parametrize(
    ("files", "options", "message"),
    [
        ({}, (), "has no file named like a table"),
        ({"customers.csv": "", "customers.parquet": ""}, (), "two files for customers"),
        ({"customers.csv": ""}, (), "customers.csv is empty."),
        ({"orders.csv": "a;b\n1;2\n"}, (), "orders.csv: The file has no column for order_id"),
        ({"customers.csv": "customer_id,name\n1,x\n"}, ("--zone", "Mars"), "There is no time zone “Mars”"),
        (
            {"customers.csv": "customer_id,name\n1,x\n"},
            ("--date-order", "dym"),
            "There is no date order “dym”",
        ),
        (
            {"customers.csv": "customer_id,name\n1,x\n"},
            ("--grace-days", "-1"),
            "--grace-days cannot be negative.",
        ),
        (
            {"subscriptions.csv": STATES + "s;c;03/04/2026;;1;EUR\n"},
            (),
            "subscriptions.csv: The dates in column “starts_on” can be read in two ways",
        ),
    ],
)
def test_what_cannot_be_built_gives_one_line(folder, files, options, message) -> None:
    for name, content in files.items():
        (folder / name).write_text(content)
    with pytest.raises(BadInput) as refused:
        build(folder, *options)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_folder_is_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        build(tmp_path / "nowhere")
