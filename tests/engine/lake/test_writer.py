"""Writing and opening lakes, and what happens when somebody pulls the plug."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.lake import LakeWriter, open_lake
from karn.engine.lake.shapes import DAYS_OF
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput, DamagedFile, UnknownName

CUSTOMERS = pa.table({"customer_id": ["c1", "c2"], "name": ["Jan", None]})
SCRIPT = """
import sys
import pyarrow as pa
from karn.engine.lake import LakeWriter
with LakeWriter(sys.argv[1], "UTC") as writer:
    writer.write("customers", pa.table({"customer_id": ["new"], "name": ["Piet"]}))
    writer.write("orders", pa.table({
        "order_id": ["o"], "customer_id": ["new"], "ordered_on": ["2026-01-01"],
        "amount": ["1.5"], "currency": ["EUR"],
    }))
    writer.commit()
"""


def write_lake(path: Path, zone: str = "UTC", **tables: pa.Table) -> None:
    with LakeWriter(path, zone) as writer:
        for name, table in tables.items():
            writer.write(name, table)
        writer.commit()


def test_a_lake_may_hold_any_one_table(tmp_path) -> None:
    write_lake(tmp_path / "lake", customers=CUSTOMERS)
    with open_lake(tmp_path / "lake") as lake:
        assert (lake.zone, list(lake.tables), lake.rows("customers")) == ("UTC", ["customers"], 2)
        assert pq.read_table(lake.path_of("customers")).to_pylist() == CUSTOMERS.to_pylist()
        with pytest.raises(UnknownName, match=r"There is no table in this lake “orders”\. Known: customers"):
            lake.path_of("orders")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_an_empty_table_has_every_declared_column_typed(tmp_path, name) -> None:
    with LakeWriter(tmp_path / "lake") as writer:
        writer.write(name, [])
        writer.commit()
    schema = pq.read_schema(open_lake(tmp_path / "lake").path_of(name))
    derived = list(DAYS_OF.get(name, ()))
    assert schema.names == [column.name for column in TABLES[name].columns] + derived
    assert pa.null() not in schema.types


def test_columns_are_completed_cast_and_put_in_order(tmp_path) -> None:
    table = pa.table({"amount": ["10.5"], "order_id": [1], "customer_id": [2], "ordered_on": ["2026-01-31"]})
    write_lake(
        tmp_path / "lake", orders=table.append_column("currency", pa.array(["EUR"])).append_column("z", [[1]])
    )
    assert pq.read_table(open_lake(tmp_path / "lake").path_of("orders")).to_pylist() == [
        {
            "order_id": "1",
            "customer_id": "2",
            "ordered_on": date(2026, 1, 31),
            "amount": Decimal("10.500000"),
            "currency": "EUR",
            "quantity": None,
        }
    ]


def test_attributes_become_columns_with_plain_unique_names(tmp_path) -> None:
    headings = ["Bedrijfsgrootte (FTE)", "Åre-ort", "are ort", "2024", "!", "NAME", "Customer_ID"]
    table = pa.table({"customer_id": ["c"], **{heading: [number] for number, heading in enumerate(headings)}})
    write_lake(tmp_path / "lake", customers=table)
    lake = open_lake(tmp_path / "lake")
    assert pq.read_table(lake.path_of("customers")).to_pylist() == [
        {
            "customer_id": "c",
            "name": None,
            "bedrijfsgrootte_fte": "0",
            "are_ort": "1",
            "are_ort_2": "2",
            "a_2024": "3",
            "a": "4",
            "name_2": "5",
            "customer_id_2": "6",
        }
    ]
    assert lake.attributes("customers")["bedrijfsgrootte_fte"] == "Bedrijfsgrootte (FTE)"


def test_events_get_the_day_in_the_lakes_zone(tmp_path) -> None:
    moments = [datetime(2026, 1, 31, 23, 30, tzinfo=UTC), datetime(2026, 7, 1, 21, 59, tzinfo=UTC)]
    table = pa.table(
        {"event_id": ["1", "2"], "customer_id": ["c", "c"], "happened_at": moments, "name": ["x", "x"]}
    )
    write_lake(tmp_path / "lake", "Europe/Amsterdam", events=table)
    found = pq.read_table(open_lake(tmp_path / "lake").path_of("events"))
    assert found["happened_on"].to_pylist() == [date(2026, 2, 1), date(2026, 7, 1)]
    assert found.schema.field("happened_at").type == pa.timestamp("us")


@pytest.mark.parametrize(
    ("name", "table", "message"),
    [
        ("orders", pa.table({"order_id": ["1"]}), "The table orders has no column customer_id, ordered_on"),
        (
            "costs",
            pa.table({"valid_from": ["soon"], "gross_margin": [1], "winning_cost": [1]}),
            "costs.valid_from",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, name, table, message) -> None:
    with LakeWriter(tmp_path / "lake") as writer, pytest.raises(BadInput, match=message):
        writer.write(name, table)


def test_an_undeclared_table_an_unknown_zone_and_a_folder_of_other_things_are_refused(tmp_path) -> None:
    with LakeWriter(tmp_path / "lake") as writer, pytest.raises(UnknownName):
        writer.write("clients", CUSTOMERS)
    with pytest.raises(BadInput, match="no time zone"):
        LakeWriter(tmp_path / "lake", "Mars")
    (tmp_path / "thesis.doc").write_text("important")
    with pytest.raises(BadInput, match=r"holds other things \((lake|thesis.doc)\)"):
        LakeWriter(tmp_path)


def test_a_second_writer_waits_its_turn(tmp_path) -> None:
    with LakeWriter(tmp_path / "lake"), pytest.raises(BadInput, match="Another build is writing the lake"):
        LakeWriter(tmp_path / "lake")
    write_lake(tmp_path / "lake", customers=CUSTOMERS)


def test_without_a_commit_the_old_lake_stays(tmp_path) -> None:
    write_lake(tmp_path / "lake", customers=CUSTOMERS)
    with LakeWriter(tmp_path / "lake") as writer:
        writer.write("customers", CUSTOMERS.slice(0, 1))
    assert open_lake(tmp_path / "lake").rows("customers") == 2


def test_a_rebuild_leaves_its_own_files_and_those_of_the_lake_before(tmp_path) -> None:
    files = []
    for _ in range(3):
        write_lake(tmp_path / "lake", customers=CUSTOMERS)
        files += [file.name for file in open_lake(tmp_path / "lake").tables.values()]
        (tmp_path / "lake" / ".orders.1234.parquet.99.part").write_bytes(b"left by a killed build")
    write_lake(tmp_path / "lake", customers=CUSTOMERS)
    (file,) = open_lake(tmp_path / "lake").tables.values()
    assert sorted(path.name for path in (tmp_path / "lake").iterdir()) == sorted(
        [".lock", files[-1], file.name, "manifest.json"]
    )


def test_a_lake_opened_before_a_rebuild_is_read_to_the_end(tmp_path) -> None:
    write_lake(tmp_path / "lake", customers=CUSTOMERS)
    lake = open_lake(tmp_path / "lake")
    write_lake(tmp_path / "lake", customers=CUSTOMERS.slice(0, 1))
    assert pq.read_table(lake.path_of("customers")).to_pylist() == CUSTOMERS.to_pylist()


def test_no_lake_and_a_broken_manifest_are_told_apart(tmp_path) -> None:
    with pytest.raises(BadInput, match="is no lake"):
        open_lake(tmp_path)
    for content in ("", "{}", "[]", '{"version": 2, "zone": "UTC", "tables": {"x": {"file": "../x"}}}'):
        (tmp_path / "manifest.json").write_text(content)
        with pytest.raises(DamagedFile, match="build the lake again"):
            open_lake(tmp_path)


def run_build(lake: Path, **surroundings: str) -> int:
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(lake)], env=os.environ | paths | surroundings, check=False
    ).returncode


@pytest.mark.slow
def test_a_build_killed_at_any_point_leaves_the_old_lake_or_the_new(tmp_path) -> None:
    old = tmp_path / "old"
    write_lake(old, customers=CUSTOMERS)
    log = tmp_path / "points"
    assert run_build(tmp_path / "first", KARN_COUNT_POINTS=str(log)) == 0
    points = log.read_text().splitlines()
    assert points.count("lake.table_written") == 2
    committed = points.index(
        "file.renamed", points.index("lake.table_written", points.index("lake.table_written") + 1)
    )
    for number, _ in enumerate(points, start=1):
        lake = tmp_path / f"lake{number}"
        shutil.copytree(old, lake)
        assert run_build(lake, KARN_KILL_AT=str(number)) == -signal.SIGKILL
        found = open_lake(lake)
        expected = ["customers"] if number <= committed else ["customers", "orders"]
        assert (number, sorted(found.tables)) == (number, expected)
        # And the next build goes through, and tidies up all but the lake before.
        before = {path.name for path in found.tables.values()}
        write_lake(lake, customers=CUSTOMERS)
        (file,) = open_lake(lake).tables.values()
        assert {path.name for path in lake.iterdir()} == {".lock", "manifest.json", file.name, *before}
