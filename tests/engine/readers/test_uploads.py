"""Reading in the limited child process: real files, and files made to hurt."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from karn.engine.readers import Dialect, Limits, Upload, check_rows, guess_mapping, preview, read_upload
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput, DamagedFile

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason=f"THE REAL FILES ARE NOT HERE: {SHARED}")


@pytest.mark.slow
@NEEDS_SHARED
def test_the_real_orders_are_read_to_the_last_cent(tmp_path) -> None:
    upload = read_upload(SHARED / "cdnow.csv", into=tmp_path / "raw.parquet")
    columns = [column for column in TABLES["orders"].columns if column.name != "order_id"]
    checked = check_rows(
        upload,
        columns=columns,
        mapping=guess_mapping(upload.columns, columns),
        grain=(),
        constants={"currency": "USD"},
        into=tmp_path,
    )
    assert (upload.columns, upload.rows) == (("customer_id", "ordered_on", "quantity", "amount"), 6919)
    assert (checked.accepted, checked.refused_rows, checked.duplicates) == (6919, 0, 0)


@pytest.mark.slow
@NEEDS_SHARED
def test_the_real_snapshot_is_read_whole(tmp_path) -> None:
    upload = read_upload(SHARED / "telco.csv", into=tmp_path / "raw.parquet")
    assert (len(upload.columns), upload.rows, upload.encoding, upload.delimiter) == (21, 7043, "utf-8", ",")
    assert preview(upload, 1)[0]["customerID"] == "7590-VHVEG"


def test_an_upload_is_opened_again_as_it_was_read(tmp_path) -> None:
    source, raw = tmp_path / "klanten.csv", tmp_path / "raw.parquet"
    source.write_bytes("naam;plaats\nÅsa;Malmö\nJan;Gent\n".encode("cp1252"))
    upload = read_upload(source, into=raw)
    assert upload == Upload.open(raw) == Upload(raw, ("naam", "plaats"), 2, "cp1252", ";")
    assert preview(upload, 1) == [{"naam": "Åsa", "plaats": "Malmö"}]
    assert upload.raw_column("plaats") == "c1"


def test_a_file_that_is_no_upload_is_not_opened(tmp_path) -> None:
    (tmp_path / "raw.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(DamagedFile, match="read the file again"):
        Upload.open(tmp_path / "raw.parquet")


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_upload(tmp_path / "x.csv", into=tmp_path / "raw.parquet")


def test_a_refusal_in_the_child_reaches_the_parent_and_leaves_nothing(tmp_path) -> None:
    source = tmp_path / "leeg.csv"
    source.write_bytes(b"naam;plaats\n")
    with pytest.raises(BadInput) as refused:
        read_upload(source, into=tmp_path / "raw.parquet", dialect=Dialect(delimiter=";"))
    assert str(refused.value) == "leeg.csv has headings but no rows."
    assert [path.name for path in tmp_path.iterdir()] == ["leeg.csv"]


def test_headings_alone_are_read_where_they_may_be(tmp_path) -> None:
    source = tmp_path / "leeg.csv"
    source.write_bytes(b"naam;plaats\n\n;\n")
    upload = read_upload(source, into=tmp_path / "raw.parquet", may_be_empty=True)
    assert (upload.columns, upload.rows) == (("naam", "plaats"), 0)


def endless_line(file: BinaryIO) -> None:
    """Write two gigabytes without an end of line (sparse for the most part, text where it is looked at)."""
    file.write(b"a,b\n1," + b"x" * (3 << 20))
    file.truncate(2 << 30)


def million_columns(file: BinaryIO) -> None:
    file.write(b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n" + b"1," * 999_999 + b"1\n")


def open_quote(file: BinaryIO) -> None:
    file.write(b'a,b\n1,2\n3,"x\n' + b"4,5\n" * 3_000_000)


def zip_bomb(file: BinaryIO) -> None:
    file.write(b"PK\x03\x04" + b"\0" * (50 << 20))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "message"),
    [
        (endless_line, "Line 2 of bomb.csv is longer than 1,000,000 characters"),
        (million_columns, "bomb.csv has more than 2,000 columns; at most 2,000 can be read."),
        (open_quote, "bomb.csv opens a quote in the record at line 3 that is never closed."),
        (zip_bomb, "bomb.csv is a zip file"),
    ],
)
def test_a_file_made_to_hurt_is_refused_soon_within_little_memory(
    tmp_path: Path, write: Callable[[BinaryIO], None], message: str
) -> None:
    source = tmp_path / "bomb.csv"
    with source.open("wb") as file:
        write(file)
    began = time.process_time()
    # A fifth of what is allowed, so that a machine under load does not decide the outcome.
    limits = Limits(memory_bytes=200 << 20, cpu_seconds=5)
    with pytest.raises(BadInput, match=message):
        read_upload(source, into=tmp_path / "raw.parquet", limits=limits)
    assert time.process_time() - began < 1
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.csv"]


def wide_table(path: Path) -> None:
    path.write_text("a,b\n" + f"{'x' * 900},{'y' * 900}\n" * 40_000)


def test_a_child_out_of_memory_says_what_to_do(tmp_path) -> None:
    wide_table(tmp_path / "big.csv")
    with pytest.raises(BadInput, match=r"big\.csv (needs more memory|cannot be read within the limits)"):
        read_upload(tmp_path / "big.csv", into=tmp_path / "raw.parquet", limits=Limits(memory_bytes=40 << 20))


def test_a_child_out_of_time_is_ended(tmp_path) -> None:
    wide_table(tmp_path / "big.csv")
    with pytest.raises(BadInput, match=r"was not read within 0\.05 seconds"):
        read_upload(tmp_path / "big.csv", into=tmp_path / "raw.parquet", limits=Limits(wall_seconds=0.05))


@pytest.mark.slow
def test_a_child_that_writes_too_much_is_ended(tmp_path) -> None:
    (tmp_path / "big.csv").write_text(
        "a\n" + "".join(f"{number * 7919 % 10**9}\n" for number in range(200_000))
    )
    with pytest.raises(BadInput, match="limits of one file"):
        read_upload(tmp_path / "big.csv", into=tmp_path / "raw.parquet", limits=Limits(output_bytes=50_000))


def test_the_child_loads_no_database() -> None:
    script = "import karn.engine.readers.child, sys; sys.exit('duckdb' in sys.modules)"
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert subprocess.run([sys.executable, "-c", script], env=os.environ | paths, check=False).returncode == 0
