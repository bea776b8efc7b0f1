"""Rows of a lake changed where they lie, and nothing left of what was there."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine import open_lake
from karn.engine.lake import LakeWriter
from karn.engine.lake.rewriting import rewrite_lake
from karn.kernel.errors import BadInput


def lake(folder: Path, name: str = "Anna") -> Path:
    with LakeWriter(folder) as writer:
        writer.write("customers", pa.table({"customer_id": ["1", "2"], "name": [name, "Bo"]}))
        writer.write(
            "orders",
            pa.table(
                {
                    "order_id": ["1"], "customer_id": ["1"], "ordered_on": ["2026-01-01"], "amount": ["1"],
                    "currency": ["EUR"],
                }
            ),
        )  # fmt: skip
        writer.commit()
    return folder


def without_anna(name: str, table: pa.Table) -> pa.Table:
    if name != "customers" or "Anna" not in table["name"].to_pylist():
        return table
    names = [None if one == "Anna" else one for one in table.column("name").to_pylist()]
    return table.set_column(table.column_names.index("name"), "name", pa.array(names, pa.string()))


def names(folder: Path) -> list[str | None]:
    found: list[str | None] = pq.read_table(open_lake(folder).path_of("customers"))["name"].to_pylist()
    return found


def test_what_changes_is_written_and_nothing_is_left_of_the_lake_before(tmp_path: Path) -> None:
    folder = lake(lake(tmp_path / "lake"))
    assert len(list(folder.glob("*.parquet"))) == 4
    kept = open_lake(folder).path_of("orders").name
    assert rewrite_lake(folder, without_anna) == 1
    assert names(folder) == [None, "Bo"]
    assert open_lake(folder).path_of("orders").name == kept
    assert len(list(folder.glob("*.parquet"))) == 2


def test_where_nothing_changes_the_lake_stays_and_the_one_before_goes(tmp_path: Path) -> None:
    folder = lake(lake(tmp_path / "lake"), "Carla")
    told = open_lake(folder).manifest_sha256
    assert rewrite_lake(folder, without_anna) == 0
    assert (open_lake(folder).manifest_sha256, len(list(folder.glob("*.parquet")))) == (told, 2)


def test_without_a_lake_nothing_is_done_and_a_build_is_waited_for(tmp_path: Path) -> None:
    assert rewrite_lake(tmp_path / "none", without_anna) == 0
    folder = lake(tmp_path / "lake")
    with LakeWriter(folder), pytest.raises(BadInput, match="Another build"):
        rewrite_lake(folder, without_anna)
