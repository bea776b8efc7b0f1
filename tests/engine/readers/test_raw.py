"""The raw Parquet of an upload: cells by position, headings in the metadata alone."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.readers import raw
from karn.engine.readers.raw import RawFile, about_raw, headings_from

HEADINGS = ("naam", "x'; DROP TABLE y; --")


def open_raw(path: Path) -> RawFile:
    return RawFile(path, HEADINGS, encoding="utf-8", delimiter=";")


@pytest.mark.parametrize(
    ("cells", "headings"),
    [
        (["a", "b"], ("a", "b")),
        (["a", "a", "a"], ("a", "a (2)", "a (3)")),
        (["a", "a (2)", "a"], ("a", "a (2)", "a (3)")),
        (["", " ", "\ufeff"], ("column 1", "column 2", "column 3")),
        (["\ufeffname ", " first\n name"], ("name", "first name")),
        (["x" * 300], ("x" * 200,)),
    ],
)
def test_headings_are_trimmed_never_empty_and_each_once(cells: list[str], headings: tuple[str, ...]) -> None:
    assert headings_from(cells) == headings


@given(st.lists(st.text(max_size=6), max_size=10))
def test_there_is_one_heading_per_column_whatever_was_typed(cells: list[str]) -> None:
    headings = headings_from(cells)
    assert len(headings) == len(set(headings)) == len(cells)
    assert all(heading.strip() for heading in headings)
    assert headings_from(headings) == headings


def test_what_a_stranger_typed_stands_in_the_metadata_and_never_in_a_name(tmp_path: Path) -> None:
    with open_raw(tmp_path / "raw.parquet") as file:
        file.write_rows([2], [["Jan", "1"]])
    assert pq.read_schema(tmp_path / "raw.parquet").names == ["line", "c0", "c1", "over"]
    about, rows = about_raw(tmp_path / "raw.parquet")
    assert (about, rows) == (
        {"columns": list(HEADINGS), "encoding": "utf-8", "delimiter": ";", "typed": []},
        1,
    )


def test_rows_are_filled_up_or_cut_trimmed_and_counted(tmp_path: Path) -> None:
    with open_raw(tmp_path / "raw.parquet") as file:
        file.write_rows([2, 3, 4], [[" Jan "], ["Piet", "\t2"], ["Klaas", "3", "4", "5"]])
        file.write_columns([9], [["x"], pa.array(["y "])], [None])
        assert (file.rows, file.wider_rows) == (4, 1)
    assert pq.read_table(tmp_path / "raw.parquet").to_pylist() == [
        {"line": 2, "c0": "Jan", "c1": "", "over": None},
        {"line": 3, "c0": "Piet", "c1": "2", "over": None},
        {"line": 4, "c0": "Klaas", "c1": "3", "over": 2},
        {"line": 9, "c0": "x", "c1": "y", "over": None},
    ]


def test_many_rows_come_back_in_order_from_several_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "GROUP_CELLS", 10)
    rows = [[str(number), "x"] for number in range(23)]
    with open_raw(tmp_path / "raw.parquet") as file:
        for number, row in enumerate(rows):
            file.write_rows([number], [row])
    found = pq.ParquetFile(tmp_path / "raw.parquet")
    assert found.num_row_groups == 5
    assert [[row["c0"], row["c1"]] for row in found.read().to_pylist()] == rows


def test_a_file_that_failed_half_way_keeps_nothing_that_was_waiting(tmp_path: Path) -> None:
    def fail() -> None:
        with open_raw(tmp_path / "raw.parquet") as file:
            file.write_rows([2], [["Jan", "1"]])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert pq.read_metadata(tmp_path / "raw.parquet").num_rows == 0


def test_a_parquet_of_somebody_else_says_nothing_of_an_upload(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "other.parquet")
    assert about_raw(tmp_path / "other.parquet") == ({}, 2)
