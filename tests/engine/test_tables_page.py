from pathlib import Path

from karn.engine.tables import TABLES
from karn.engine.tables_page import tables_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"


def test_the_page_in_the_docs_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == tables_page()


def test_every_declared_column_has_a_row() -> None:
    rows = [line.split("|")[1].strip(" *") for line in tables_page().splitlines() if line.startswith("| ")]
    assert [name for name in rows if name not in {"column", "---"}] == [
        column.name for table in TABLES.values() for column in table.columns
    ]
