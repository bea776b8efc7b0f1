"""Text tables as they come: quotes, line ends, blank lines, ragged rows; with the right line numbers."""

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.readers import Dialect
from karn.engine.readers.delimited import Copying
from karn.kernel.errors import BadInput

# The cases of the csv-spectrum collection, written anew: name, file, headings, rows with their lines.
SPECTRUM = [
    ("simple", "a,b,c\n1,2,x\n", ("a", "b", "c"), [(2, "1", "2", "x")]),
    ("crlf", "a,b,c\r\n1,2,x\r\n", ("a", "b", "c"), [(2, "1", "2", "x")]),
    ("old_mac", "a,b\r1,x\r3,y\r", ("a", "b"), [(2, "1", "x"), (3, "3", "y")]),
    ("comma_in_quotes", 'first,city\nJan,"Gent, B"\n', ("first", "city"), [(2, "Jan", "Gent, B")]),
    ("empty", 'a,b,c\n1,"",""\n2,3,4\n', ("a", "b", "c"), [(2, "1", "", ""), (3, "2", "3", "4")]),
    ("empty_crlf", 'a,b\r\n1,""\r\n2,3\r\n', ("a", "b"), [(2, "1", ""), (3, "2", "3")]),
    ("escaped_quotes", 'a,b\n1,"ha ""ha"" ha"\n3,4\n', ("a", "b"), [(2, "1", 'ha "ha" ha'), (3, "3", "4")]),
    ("json", 'k,v\n1,"{""t"": [1, 2]}"\n', ("k", "v"), [(2, "1", '{"t": [1, 2]}')]),
    ("newline", 'a,b\n"Once \nupon",x\n7,8\n', ("a", "b"), [(2, "Once \nupon", "x"), (4, "7", "8")]),
    ("newline_crlf", 'a,b\r\n"1\r\n2",x\r\n7,8\r\n', ("a", "b"), [(2, "1\r\n2", "x"), (4, "7", "8")]),
    (
        "quotes_and_newlines",
        'a,b\n1,"ha \n""ha"""\n3,4\n',
        ("a", "b"),
        [(2, "1", 'ha \n"ha"'), (4, "3", "4")],
    ),
    ("utf8", "a,b\n1,ʤ ☃\n", ("a", "b"), [(2, "1", "ʤ ☃")]),
    ("no_last_line_end", "a,b\n1,x", ("a", "b"), [(2, "1", "x")]),
    (
        "blank_lines",
        "\n\na,b\n\n1,x\n\n;\n,\n2,y\n",
        ("a", "b"),
        [(5, "1", "x"), (7, ";", ""), (9, "2", "y")],
    ),
    ("excel_says_so", "sep=|\nnaam|stad\nJan|Gent\n", ("naam", "stad"), [(3, "Jan", "Gent")]),
    ("tabs", "a\tb\n1\tx,y;z\n", ("a", "b"), [(2, "1", "x,y;z")]),
    ("one_column", "naam\nJan\nPiet\n", ("naam",), [(2, "Jan"), (3, "Piet")]),
    ("blanks_around", "a , b\n 1 ,\u00a0x \n", ("a", "b"), [(2, "1", "x")]),
    ("quote_inside", 'a,b\n5" pipe,x\n', ("a", "b"), [(2, '5" pipe', "x")]),
    ("headings_over_lines", '"a\nb",c\n1,x\n', ("a b", "c"), [(3, "1", "x")]),
]


@pytest.mark.parametrize(
    ("content", "headings", "rows"), [case[1:] for case in SPECTRUM], ids=[c[0] for c in SPECTRUM]
)
def test_a_file_is_read_as_written(read, cells, content, headings, rows) -> None:
    upload = read(content)
    assert (upload.columns, cells(upload)) == (headings, rows)


def test_headings_are_made_unique_and_never_empty(read) -> None:
    upload = read("naam,,naam,\nJan,1,Piet,2\n")
    assert upload.columns == ("naam", "column 2", "naam (2)", "column 4")


def test_lines_stay_right_across_blocks_with_and_without_quotes(read, cells, monkeypatch) -> None:
    monkeypatch.setattr("karn.engine.readers.blocks.BLOCK_CHARACTERS", 40)
    lines = ["id,text"]
    expected = []
    for number in range(200):
        text = f"two\nlines {number}" if number % 7 == 0 else f"one {number}"
        expected.append((sum(line.count("\n") + 1 for line in lines) + 1, str(number), text))
        lines.append(f'{number},"{text}"' if number % 7 == 0 or number % 3 == 0 else f"{number},{text}")
    assert cells(read("\n".join(lines) + "\n")) == expected


def test_short_rows_are_filled_up_and_long_ones_counted(read) -> None:
    upload = read("a,b,c\n1\n1,2,3,4,5\n1,2,x\n")
    assert pq.read_table(upload.path).to_pylist() == [
        {"line": 2, "c0": "1", "c1": "", "c2": "", "over": None},
        {"line": 3, "c0": "1", "c1": "2", "c2": "3", "over": 2},
        {"line": 4, "c0": "1", "c1": "2", "c2": "x", "over": None},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file.csv is empty."),
        (b" \n\n\t\n", "file.csv is empty."),
        (
            b"0001,1997-01-01,2,29.33\n0001,1997-01-18,2,29.73\n",
            "The first line of file.csv must hold the headings",
        ),
        (b'a,b\n1,2\n3,"x\n4,5\n', "file.csv opens a quote in the record at line 3 that is never closed."),
        (b"a,b\n1,2\n3,\x00\n", "file.csv has a NUL byte in line 3"),
        (
            b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml",
            "an Excel workbook: open it and save the sheet as CSV.",
        ),
        (b"PK\x03\x04\x14\x00\x06\x00file.csv", "a zip file: unpack it"),
        (b"%PDF-1.7\n", "file.csv is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"<!DOCTYPE html><html>", "a web page or XML"),
        (b'{"a": 1}', "is JSON"),
        (b"Report 2026\n\na;b;c\n1;2;3\n4;5;6\n", "one heading in its first line but rows of several cells"),
        ("naam,x\né,1\n".encode() + b"\xe9,2\n", "is UTF-8 up to line 3, which is not"),
        (b",".join(b"c%d" % n for n in range(2001)) + b"\n1\n", "file.csv has 2,001 columns; at most 2,000"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(read, content, message) -> None:
    with pytest.raises(BadInput) as refused:
        read(content)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("cp437", "cp850"),
    ],
)
def test_the_encoding_is_found(read, cells, encoding, found) -> None:
    upload = read("kund;ort\nÅke Öberg;Malmö\nZoé;Tübingen\n".encode(encoding))
    assert (upload.encoding, cells(upload)) == (found, [(2, "Åke Öberg", "Malmö"), (3, "Zoé", "Tübingen")])


def test_signs_of_windows_are_not_taken_for_letters_of_dos(read, cells) -> None:
    upload = read("naam;prijs\n“Jan’s”;€ 5\n".encode("cp1252"))
    assert (upload.encoding, cells(upload)) == ("cp1252", [(2, "“Jan’s”", "€ 5")])


def test_letters_far_down_the_file_still_decide_the_encoding(read) -> None:
    upload = read(b"naam;n\n" + b"Jan;1\n" * 300_000 + "Zoé;2\n".encode("cp1252"))
    assert (upload.encoding, upload.rows) == ("cp1252", 300_001)


def test_a_chosen_encoding_is_obeyed(read, cells) -> None:
    upload = read("naam;x\nZoé;2\n".encode("latin-1"), Dialect(encoding="latin-1"))
    assert cells(upload) == [(2, "Zoé", "2")]


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13"])
def test_an_encoding_that_is_none_is_refused(read, encoding) -> None:
    with pytest.raises(BadInput, match="encoding"):
        read("a,b\n1,2\n", Dialect(encoding=encoding))


def test_a_wrongly_chosen_encoding_names_the_line(read) -> None:
    with pytest.raises(BadInput, match="line 3 cannot be read so"):
        read("a,b\nx,1\né,2\n".encode("cp1252"), Dialect(encoding="utf-8"))


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a;b\n1,5;2,5\n", ";"),
        ("a,b\n1.5,2;5\n", ","),
        ("a\tb;c\n1\t2\n", "\t"),
        ("a|b\n1,0|2,0\n", "|"),
        ('naam;bedrag\n"x;y";1,50\n', ";"),
    ],
)
def test_the_delimiter_is_found(read, content, delimiter) -> None:
    assert read(content).delimiter == delimiter


CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_csv_writes_comes_back(read, cells, *, rows, delimiter, quoting, line_end, encoding) -> None:
    if any("\r" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # Python's own writer forgets to quote a bare carriage return
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow(["first", "second", "third"])
    writer.writerows([["row", *row[1:]] for row in rows])
    upload = read(buffer.getvalue().encode(encoding), Dialect(encoding, delimiter))
    assert [row[1:] for row in cells(upload)] == [("row", trimmed(row[1]), trimmed(row[2])) for row in rows]


def trimmed(cell: str) -> str:
    """Return the cell without blanks around it, by Unicode's idea of white space as Arrow has it."""
    return pc.utf8_trim_whitespace(pa.array([cell]))[0].as_py()


FRAGMENTS = st.sampled_from(
    [
        b"a",
        b"1",
        b";",
        b",",
        b"\t",
        b'"',
        b"\n",
        b"\r",
        b"\xc3\xa9",
        b"\xe9",
        b"\x84",
        b"\xff\xfe",
        b"sep=",
        b"\0",
        b" ",
    ]
)


def outcome_of(read, cells, content: bytes) -> str:
    """Return what reading gives, rows or a refusal, as one text."""
    try:
        return repr(cells(read(content)))
    except BadInput as refused:
        return str(refused)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAGMENTS, max_size=40).map(b"".join) | st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_the_same_on_the_fast_and_the_slow_way(read, cells, content) -> None:
    fast = outcome_of(read, cells, b"x;y\n" + content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Copying, "_copy_fast", lambda *_: False)
        assert outcome_of(read, cells, b"x;y\n" + content) == fast
    assert fast.startswith("[(") or "\n" not in fast
