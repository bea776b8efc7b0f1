"""How a text file is written: its encoding and its delimiter, or why it is no table."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.readers.dialects import (
    DELIMITERS,
    Dialect,
    announced_delimiter,
    refuse_foreign,
    sniff_delimiter,
    sniff_dialect,
)
from karn.engine.readers.limits import LIMITS, MEGABYTE
from karn.kernel.errors import BadInput


def sniff(tmp_path: Path, content: bytes, wanted: Dialect = Dialect()) -> tuple[str, str]:  # noqa: B008
    (tmp_path / "file.csv").write_bytes(content)
    return sniff_dialect(tmp_path / "file.csv", wanted, replace(LIMITS, columns=50))


TEXT = "naam;stad\nZoë;Åre\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
    ],
)
def test_encoding_and_delimiter_are_found(tmp_path: Path, written: str, found: str) -> None:
    assert sniff(tmp_path, TEXT.encode(written)) == (found, ";")


def test_what_was_chosen_is_obeyed_where_the_file_can_be_read_so(tmp_path: Path) -> None:
    assert sniff(tmp_path, TEXT.encode("cp1252"), Dialect("latin-1", ",")) == ("iso8859-1", ",")
    assert sniff(tmp_path, TEXT.encode(), Dialect(encoding="UTF8")) == ("utf-8-sig", ";")
    with pytest.raises(BadInput, match=r"file\.csv is not utf-8-sig: line 2 cannot be read so"):
        sniff(tmp_path, TEXT.encode("cp1252"), Dialect(encoding="utf-8"))


@pytest.mark.parametrize("encoding", ["utf-9", "base64", "rot13", ""])
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path: Path, encoding: str) -> None:
    if not encoding:
        assert sniff(tmp_path, TEXT.encode(), Dialect(encoding=encoding)) == ("utf-8", ";")
        return
    with pytest.raises(BadInput, match=f"“{encoding}”"):
        sniff(tmp_path, TEXT.encode(), Dialect(encoding=encoding))


def test_a_file_in_two_encodings_names_the_line_where_the_second_begins(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is UTF-8 up to line 4, which is not"):
        sniff(tmp_path, TEXT.encode() + b"x;y\n" + "é;ü\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0....", "is an old Excel workbook"),
        (b"PK\x03\x04....xl/workbook.xml", "is an Excel workbook"),
        (b"PK\x03\x04....a.csv", "is a zip file"),
        (b"\x1f\x8b\x08", "is a compressed file"),
        (b"SQLite format 3\0", "is a SQLite database"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "is a web page or XML"),
        (b'  {"a": 1}', "is JSON"),
        (b"a,b\n1,\x002\n", "has a NUL byte in line 2"),
    ],
)
def test_what_is_no_table_of_text_is_told_for_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=f"^f.csv {said}"):
        refuse_foreign(Path("f.csv"), content)


@pytest.mark.parametrize("content", ["a,b\n1,2\n".encode("utf-16"), b"PKU;naam\n1;x\n", b"x"])
def test_text_is_let_through(content: bytes) -> None:
    refuse_foreign(Path("f.csv"), content)


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;\r\n", ";"),
        ('"SEP=|"\n', "|"),
        ("\ufeffsep=\t", "\t"),
        ("sep=", None),
        ("sep=;;", None),
        ("separator;x", None),
    ],
)
def test_excels_first_line_says_the_delimiter(line: str, delimiter: str | None) -> None:
    assert announced_delimiter(line) == delimiter


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["a;b\n", "1,5;2,5\n"], ";"),
        (["a,b\n", '"x;y",2\n'], ","),
        (["sep=|\n", "a,b|c\n"], "|"),
        (["name\n", "Jan\n"], ","),
        (["Export of May\n", "a;b;c\n", "1;2;3\n"], ";"),
        ([], ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_most_lines_alike(lines: list[str], delimiter: str) -> None:
    assert sniff_delimiter(lines) == delimiter


@given(
    st.sampled_from(DELIMITERS), st.integers(2, 6), st.lists(st.integers(0, 9999), min_size=6, max_size=18)
)
def test_a_table_of_plain_cells_shows_its_delimiter(delimiter: str, width: int, cells: list[int]) -> None:
    rows = [cells[at : at + width] for at in range(0, len(cells) - width + 1, width)]
    lines = [delimiter.join("abcdef"[:width]) + "\n"]
    lines += [delimiter.join(map(str, row)) + "\n" for row in rows]
    assert sniff_delimiter(lines) == delimiter


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * MEGABYTE, "Line 1 of file.csv is longer than 1,000,000 characters"),
        (b"a\n1\n" + b"x" * 2 * MEGABYTE, r"Line \d of file.csv is longer than 1,000,000 characters"),
        (b"a," * MEGABYTE, "file.csv has more than 50 columns; at most 50 can be read"),
    ],
    ids=["one line", "a later line", "columns"],
)
def test_a_line_without_an_end_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        sniff(tmp_path, content)
