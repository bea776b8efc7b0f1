"""Parquet of other programs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.readers import LIMITS, Upload
from karn.engine.readers.parquets import refuse_misnamed, write_parquet
from karn.kernel.errors import BadInput


def read_table(table: pa.Table, folder) -> Upload:
    pq.write_table(table, folder / "file.parquet")
    write_parquet(folder / "file.parquet", folder / "raw.parquet", LIMITS)
    return Upload.open(folder / "raw.parquet")


def test_typed_values_are_taken_as_they_are(tmp_path, check) -> None:
    table = pa.table(
        {
            "subscription_id": pa.array(["s1", "s2"]).dictionary_encode(),
            "customer_id": [1, 2],
            "starts_on": [date(2026, 3, 4), date(2026, 5, 6)],
            "ends_on": pa.array([None, datetime(2026, 6, 30, 22, 30, tzinfo=UTC)], pa.timestamp("ns", "UTC")),
            # Three places everywhere: in text it could be thousands, in Parquet it cannot.
            "mrr": [1.234, 10.5],
            "currency": ["EUR", "EUR"],
            "restated": [True, None],
        }
    )
    outcome = check("subscriptions", read_table(table, tmp_path), zone="Europe/Amsterdam")
    names = ("line", "subscription_id", "customer_id", "starts_on", "ends_on", "mrr", "restated")
    assert outcome.valid(*names) == [
        (2, "s1", "1", date(2026, 3, 4), None, Decimal("1.234"), True),
        (3, "s2", "2", date(2026, 5, 6), date(2026, 7, 1), Decimal("10.5"), None),
    ]


def test_an_empty_table_has_its_headings(tmp_path) -> None:
    upload = read_table(pa.table({"a": pa.array([], pa.int64())}), tmp_path)
    assert (upload.columns, upload.rows) == (("a",), 0)


def test_a_text_named_as_parquet_is_refused(tmp_path) -> None:
    (tmp_path / "file.parquet").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(BadInput, match=r"file.parquet is named as Parquet but is none: .* name it .csv"):
        refuse_misnamed(tmp_path / "file.parquet")


def test_a_damaged_file_is_refused(tmp_path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "file.parquet")
    content = (tmp_path / "file.parquet").read_bytes()
    (tmp_path / "file.parquet").write_bytes(content[:-20] + b"x" * 20)
    with pytest.raises(BadInput, match="is a damaged Parquet file: save it or copy it again"):
        write_parquet(tmp_path / "file.parquet", tmp_path / "raw.parquet", LIMITS)


def test_nested_values_become_text(tmp_path) -> None:
    upload = read_table(pa.table({"a": [[1, 2], None], "b": [b"x", b"y"]}), tmp_path)
    assert pq.read_table(upload.path, columns=["c0", "c1"]).to_pylist() == [
        {"c0": "[1, 2]", "c1": "b'x'"},
        {"c0": None, "c1": "b'y'"},
    ]
