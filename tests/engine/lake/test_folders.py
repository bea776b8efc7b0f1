"""A lake from a folder of files."""

from pathlib import Path

import pytest

from karn.engine.lake.folders import Options, check_files
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
        ("amount,interval", "120.00,year", "“amount” depends on “interval”"),
        ("Bedrag,Aantal", "10.00,3", "“Bedrag” depends on “Aantal”"),
        ("amount,discount_percent", "10.00,50", "“amount” depends on “discount_percent”"),
    ],
)
def test_a_price_per_interval_is_not_taken_for_a_monthly_amount(
    folder: Path, headings: str, cells: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        check(folder, headings, cells)


@pytest.mark.parametrize(
    ("headings", "cells"),
    [("mrr,interval", "10.00,year"), ("amount", "10.00"), ("monthly amount,quantity", "10.00,3")],
)
def test_a_monthly_amount_is_taken(folder: Path, headings: str, cells: str) -> None:
    assert check(folder, headings, cells) == 1
