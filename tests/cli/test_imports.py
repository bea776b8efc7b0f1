"""`karn import` as a person calls it."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from karn.apps.contracts.models import Order
from karn.apps.customers.models import Customer
from karn.apps.intake.models import Run
from karn.cli import app
from karn.cli import imports as command
from karn.kernel.errors import KarnError
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db
TEXT = "customer_id,name,country\n1,Jansen,NL\n2,=1+1,Atlantis\n3,\x1b[31mRood,SE\n"


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "prepare", lambda _: None)  # the tests' database is up already


def karn(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_counts_and_refused_rows_are_printed_and_the_others_stored(file: Path) -> None:
    result = karn(file, "--as", "customers")
    assert result.exit_code == 0
    assert Customer.objects.count() == 2
    words = " ".join(result.stdout.replace("│", " ").split())
    for expected in ("new 2", "refused 1", "in the file 3", "3 country Atlantis not a country"):
        assert expected in words
    assert f"/imports/{Run.objects.get().pk}/" in result.stdout
    assert "karn refresh" in result.stdout


def test_repeating_says_that_all_is_there(file: Path) -> None:
    karn(file, "--as", "customers")
    words = " ".join(karn(file, "--as", "customers").stdout.replace("│", " ").split())
    assert "new 0 changed 0 already there 2" in words


def test_a_dry_run_stores_nothing(file: Path) -> None:
    result = karn(file, "--as", "customers", "--dry-run")
    assert (result.exit_code, Customer.objects.count()) == (0, 0)
    assert "nothing is stored" in result.stdout


def test_a_dry_run_speaks_of_what_is_still_to_come(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("order_id,customer_id,ordered_on,amount,currency\n1,C9,2026-03-02,5,EUR\n", "utf-8")
    ahead = karn(orders, "--as", "orders", "--dry-run").stdout
    assert "1 customer will be made, called by its number" in ahead
    assert "1 customer made, called by its number" in karn(orders, "--as", "orders").stdout


def test_refused_rows_are_written_harmlessly(tmp_path: Path) -> None:
    file, refused = tmp_path / "customers.csv", tmp_path / "refused.csv"
    file.write_text("customer_id,country\n1,=cmd()\n", encoding="utf-8")
    result = karn(file, "--as", "customers", "--refused", refused)
    assert (result.exit_code, "--refused FILE" in result.stdout) == (0, False)
    assert b"'=cmd()" in refused.read_bytes()
    assert list(read_csv(refused.read_bytes()))[1] == [
        "2", "country", "=cmd()", "not a country", "1", "=cmd()",
    ]  # fmt: skip


def test_a_cell_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,country\n1,\x1b]0;x\x07[bold]\n", encoding="utf-8")
    output = karn(file, "--as", "customers").stdout
    assert "\x1b]0" not in output
    assert "[bold]" in output


def test_fields_can_be_mapped_and_set(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text('wie,wanneer,hoeveel\nC1,02-03-2026,"1,5"\n', encoding="utf-8")
    result = karn(
        file, "--as", "orders", "--source", "kassa", "--map", "customer_id=wie",
        "--map", "ordered_on=wanneer", "--map", "amount=hoeveel", "--date-order", "dmy",
        "--decimal", "comma", "--currency", "SEK",
    )  # fmt: skip
    assert result.exit_code == 0, result.exception
    order = Order.objects.get()
    assert (str(order.ordered_on), str(order.amount), order.currency) == ("2026-03-02", "1.500000", "SEK")
    assert (order.source, order.customer.source) == ("kassa", "kassa")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--as", "nothing"], "kind of file"),
        (["--as", "customers", "--map", "name"], "field=value"),
        (["--as", "customers", "--map", "name=Nope"], "no column"),
        (["--as", "customers", "--map", "nope=name"], "no field"),
        (["--as", "customers", "--date-order", "ymdd"], "dmy, mdy or ymd"),
        (["--as", "customers", "--source", "a/b"], "source"),
        (["--as", "snapshot", "--on", "gisteren"], "not a day"),
        (["--as", "customers", "--encoding", "klingon"], "encoding"),
    ],
)
def test_a_wrong_option_is_one_clear_line(file: Path, arguments: list[str], says: str) -> None:
    result = karn(file, *arguments)
    assert isinstance(result.exception, KarnError)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)
    assert Customer.objects.count() == 0


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    result = karn(tmp_path / "nothing.csv", "--as", "customers")
    assert isinstance(result.exception, KarnError)
    assert "There is no file" in str(result.exception)


def test_the_only_source_known_is_taken_and_among_several_one_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("customer_id\n1\n2\n", encoding="utf-8")
    assert karn(file, "--as", "customers", "--source", "billing").exit_code == 0
    repeated = karn(file, "--as", "customers")
    assert "Source: billing, the only one known" in repeated.stderr
    assert "Nothing was new" in repeated.stdout
    second = karn(file, "--as", "customers", "--source", "shop")
    assert "2 of 2 rows are about customers who are known from the source “billing”" in second.stderr
    unsure = karn(file, "--as", "customers")
    assert isinstance(unsure.exception, KarnError)
    assert "Say --source; known are: shop, billing." in str(unsure.exception)
    missing = karn(tmp_path / "none.csv", "--as", "customers")
    assert str(missing.exception) == f"There is no file {tmp_path / 'none.csv'}."


def test_a_missing_field_says_with_which_option_to_map_it(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("Klantnr.;Wanneer\n1;2026-01-01\n", encoding="utf-8")
    error = str(karn(file, "--as", "orders").exception)
    assert "ordered_on (ordered on), amount (amount)" in error
    assert '--map ordered_on="…" --map amount="…"' in error
    assert "Its columns: Klantnr., Wanneer." in error


@pytest.mark.parametrize(
    ("row", "option"), [("01-02-2026;1", "--date-order dmy"), ("2026-01-31;1,234", "--decimal comma")]
)
def test_what_reads_two_ways_says_with_which_option_to_tell(tmp_path: Path, row: str, option: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(f"order_id;customer_id;ordered_on;amount\nO1;C1;{row}\n", encoding="utf-8")
    error = str(karn(file, "--as", "orders").exception)
    assert error.endswith(f"For instance: {option}")


def test_a_misspelt_kind_is_understood(file: Path) -> None:
    assert "Did you mean customers?" in str(karn(file, "--as", "custmers").exception)
