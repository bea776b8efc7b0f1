"""A text is found wherever it hides; and where it does not stand, nothing is."""

import gzip
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.platform.byte_search import CHUNK, search_folder
from karn.platform.workbooks import write_xlsx

WORD = "Käärsgårdh"


def ways(folder: Path, text: str = WORD) -> set[tuple[str, str]]:
    return {(found.file.name, found.how) for found in search_folder(folder, text)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
def test_bytes_are_read_in_every_encoding_and_case(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a").write_bytes(b"\x00" * 7 + WORD.upper().encode(encoding))
    assert ways(tmp_path) == {("a", "bytes")}


def test_a_text_over_the_border_of_two_pieces_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * (CHUNK - 4) + WORD.encode())
    assert [found.at for found in search_folder(tmp_path, WORD)] == [CHUNK - 4]


def test_escaped_json_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"name": "K\\u00e4\\u00e4rsg\\u00e5rdh"}')
    assert ways(tmp_path) == {("a", "bytes")}


def test_values_of_parquet_are_found_however_they_are_packed(tmp_path: Path) -> None:
    values = [f"{number} {WORD}" for number in range(1000)]
    pq.write_table(
        pa.table({"a": values}), tmp_path / "a.parquet", compression="zstd", write_statistics=False,
        use_dictionary=False,
    )  # fmt: skip
    assert ("a.parquet", "parquet") in ways(tmp_path)


def test_members_of_zip_gzip_and_excel_files_are_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("b.gz", gzip.compress(f"{WORD} {WORD} {WORD}".encode()))
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx(file, [[WORD], [WORD]], ["Name"])
    assert ways(tmp_path) == {("a.zip", "packed"), ("a.xlsx", "packed")}


def test_long_values_and_freed_pages_of_sqlite_are_found(tmp_path: Path) -> None:
    for name, gone in (("long.sqlite3", False), ("freed.sqlite3", True)):
        database = sqlite3.connect(tmp_path / name)
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE t (a TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [(("x" * 4093 + WORD) * 3,)] * 9)
        if gone:
            database.execute("DELETE FROM t")
        database.commit()
        database.close()
    assert {("long.sqlite3", "rows"), ("freed.sqlite3", "bytes")} <= ways(tmp_path)


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Somebody else")
    (tmp_path / "half.parquet").write_bytes(b"PAR1")
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04")
    assert ways(tmp_path) == set()
