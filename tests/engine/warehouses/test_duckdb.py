"""The embedded warehouse: locked to the lake's files, and modest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.lake.shapes import DAYS_OF
from karn.engine.tables import METRIC_TABLES, TABLES
from karn.engine.warehouses.duckdb import DuckDBWarehouse, Workspace
from karn.kernel.errors import BadInput


@dataclass
class FakeLake:
    """A lake as far as the warehouse cares: the file of each table."""

    tables: dict[str, Path]


def write_customers(folder: Path, count: int = 3) -> FakeLake:
    file = folder / "it's customers.parquet"
    ids = [f"c{number}" for number in range(count)]
    pq.write_table(pa.table({"customer_id": ids, "name": ids}), file)
    return FakeLake({"customers": file})


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    warehouse = DuckDBWarehouse(write_customers(tmp_path))
    with warehouse.use() as found:
        yield found
    warehouse.close()


def setting(warehouse: DuckDBWarehouse, name: str) -> str:
    with warehouse.use() as workspace:
        return str(workspace.fetch(f"SELECT current_setting('{name}') AS value").column(0)[0].as_py())


def test_the_lakes_file_is_read_by_the_tables_name_and_all_others_are_empty(workspace: Workspace) -> None:
    names = workspace.fetch("SELECT customer_id FROM customers ORDER BY 1").column(0).to_pylist()
    assert names == ["c0", "c1", "c2"]
    for name in METRIC_TABLES - {"customers"}:
        assert workspace.fetch(f"SELECT * FROM {name}").num_rows == 0
        assert [column.name for column in TABLES[name].columns] == [
            column for column in workspace.columns(name) if column not in DAYS_OF.get(name, ())
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_parquet('{outside}')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "COPY customers TO '{folder}/out.csv'",
        "COPY customers TO '{outside}'",
        "EXPORT DATABASE '{folder}/all'",
        "ATTACH '{folder}/other.db' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/']",
        "SET memory_limit = '100GB'",
        "SET lock_configuration = false",
        "PRAGMA threads = 64",
    ],
)
def test_nothing_outside_the_lake_is_read_written_loaded_or_set(
    workspace: Workspace, tmp_path: Path, statement: str
) -> None:
    outside = tmp_path / "outside.parquet"
    pq.write_table(pa.table({"secret": [1]}), outside)
    before = sorted(tmp_path.iterdir()), outside.read_bytes()
    with pytest.raises((duckdb.Error, BadInput), match=r"(?i)permission|disabled|locked|cannot|not be"):
        workspace._run(statement.format(outside=outside, folder=tmp_path))
    assert (sorted(tmp_path.iterdir()), outside.read_bytes()) == before


def test_what_one_use_stores_the_next_does_not_see(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(write_customers(tmp_path))
    with warehouse.use() as one, warehouse.use() as other:
        one.put("answer", pa.table({"value": [42]}))
        one.keep("doubled", "SELECT 2 * value AS value FROM answer")
        assert one.fetch("SELECT value FROM doubled").to_pylist() == [{"value": 84}]
        one.put("answer", pa.table({"value": [1]}))
        assert one.fetch("SELECT value FROM answer").to_pylist() == [{"value": 1}]
        with pytest.raises(duckdb.CatalogException):
            other.fetch("SELECT * FROM answer")
        one.drop("answer")
        with pytest.raises(duckdb.CatalogException):
            one.fetch("SELECT * FROM answer")
    warehouse.close()


def test_a_table_may_have_any_name(workspace: Workspace) -> None:
    name = 'a "strange"; DROP TABLE name'
    workspace.put(name, pa.table({"value": [1]}))
    assert workspace.columns(name) == ["value"]


@pytest.mark.parametrize(("rows", "limit"), [(10, "286.1 MiB"), (2_000_000, "572.2 MiB")])
def test_the_memory_that_may_be_used_grows_with_the_rows(tmp_path: Path, rows: int, limit: str) -> None:
    file = tmp_path / "customers.parquet"
    pq.write_table(pa.table({"customer_id": pa.nulls(rows, pa.string())}), file)
    warehouse = DuckDBWarehouse(FakeLake({"customers": file}))
    assert setting(warehouse, "memory_limit") == limit
    warehouse.close()


def test_a_memory_limit_and_threads_that_are_asked_for_are_obeyed(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(write_customers(tmp_path), memory_limit="400MB", threads=1)
    assert (setting(warehouse, "memory_limit"), setting(warehouse, "threads")) == ("381.4 MiB", "1")
    warehouse.close()


def test_closing_removes_what_was_spilled(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(write_customers(tmp_path))
    scratch = Path(setting(warehouse, "temp_directory"))
    assert scratch.is_dir()
    warehouse.close()
    assert not scratch.exists()


def test_an_engine_says_its_name_and_version(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(write_customers(tmp_path))
    assert warehouse.name == f"duckdb {duckdb.__version__}"
    warehouse.close()


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    (tmp_path / "customers.parquet").write_text("not Parquet")
    warehouse = DuckDBWarehouse(FakeLake({"customers": tmp_path / "customers.parquet"}))
    with pytest.raises(BadInput, match=r"customers\.parquet cannot be read as Parquet: build the lake again"):
        warehouse.use().__enter__()
    warehouse.close()


def test_a_file_that_vanished_since_and_a_total_too_large_are_told(tmp_path: Path) -> None:
    lake = write_customers(tmp_path)
    warehouse = DuckDBWarehouse(lake)
    with warehouse.use() as workspace:
        amounts = pa.array([Decimal(900000000000)] * 3, pa.decimal128(18, 6))
        workspace.put("amounts", pa.table({"amount": amounts}))
        with pytest.raises(BadInput, match="A total goes beyond 999,999,999,999"):
            workspace.fetch("SELECT CAST(sum(amount) AS DECIMAL(18, 6)) AS total FROM amounts")
        lake.tables["customers"].unlink()
        with pytest.raises(BadInput, match="A file of the lake cannot be read: build the lake again"):
            workspace.fetch("SELECT * FROM customers")
    warehouse.close()
