"""A lake is opened only if every byte is as it was written."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine.lake import LakeWriter, open_lake
from karn.engine.lake.manifest import NAME
from karn.kernel.durable import sha256_of
from karn.kernel.errors import BadInput, DamagedFile, UnknownName

TABLES = {
    "customers": pa.table({"customer_id": ["c1", "c2"], "name": ["Jan", None], "Size": ["12", "7"]}),
    "costs": pa.table({"valid_from": ["2026-01-01"], "gross_margin": [0.8], "winning_cost": [300]}),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with LakeWriter(tmp_path / "lake", "Europe/Amsterdam", made_at="2026-03-01T12:00:00+00:00") as writer:
        for name, table in TABLES.items():
            writer.write(name, table)
        writer.commit()
    return tmp_path / "lake"


def test_an_opened_lake_says_what_it_holds(folder: Path) -> None:
    with open_lake(str(folder)) as lake:
        assert (lake.zone, lake.manifest.made_at) == ("Europe/Amsterdam", "2026-03-01T12:00:00+00:00")
        assert {name: lake.rows(name) for name in lake.tables} == {"customers": 2, "costs": 1}
        assert lake.attributes("customers") == {"size": "Size"}
        assert lake.attributes("costs") == {}
        assert lake.tables == {name: lake.path_of(name) for name in ("costs", "customers")}
        assert pq.read_table(lake.path_of("customers"))["size"].to_pylist() == ["12", "7"]
        assert lake.manifest_sha256 == sha256_of(folder / NAME)


def test_a_table_the_lake_does_not_hold_is_refused_by_name(folder: Path) -> None:
    lake = open_lake(folder)
    for ask in (lake.path_of, lake.rows, lake.attributes):
        with pytest.raises(
            UnknownName, match=r"There is no table in this lake “orders”\. Known: costs, customers\."
        ):
            ask("orders")


@pytest.mark.parametrize("name", TABLES)
def test_a_flipped_bit_anywhere_in_a_table_is_found(folder: Path, name: str) -> None:
    file = open_lake(folder).path_of(name)
    content = file.read_bytes()
    for position in range(0, len(content), 23):
        damaged = bytearray(content)
        damaged[position] ^= 1 << position % 8
        file.write_bytes(damaged)
        with pytest.raises(DamagedFile, match=f"The table {name} of the lake .* is damaged: build the lake"):
            open_lake(folder)
    file.write_bytes(content)
    assert open_lake(folder).rows(name) == TABLES[name].num_rows


@pytest.mark.parametrize("was", ["Europe/Amsterdam", '"rows": 2', "costs", '"size"'])
def test_a_change_of_the_manifest_itself_is_found(folder: Path, was: str) -> None:
    text = (folder / NAME).read_text()
    (folder / NAME).write_text(text.replace(was, was[:-2] + chr(ord(was[-2]) ^ 1) + was[-1]))
    with pytest.raises(DamagedFile, match=r"The manifest of the lake .* is damaged: build the lake again"):
        open_lake(folder)


@pytest.mark.parametrize("name", TABLES)
def test_a_file_cut_short_or_gone_is_found(folder: Path, name: str) -> None:
    file = open_lake(folder).path_of(name)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DamagedFile, match=f"The table {name} .* is damaged"):
        open_lake(folder)
    file.unlink()
    with pytest.raises(DamagedFile, match=f"The table {name} .* is missing: build the lake again"):
        open_lake(folder)


def test_a_folder_without_a_lake_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BadInput, match=r"is no lake: it has no manifest\.json"):
            open_lake(path)
