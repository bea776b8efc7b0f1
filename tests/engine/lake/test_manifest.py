"""What the manifest says is what it said."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.lake.manifest import NAME, Entry, Manifest
from karn.kernel.errors import BadInput, DamagedFile

LAKE = Manifest(
    "Europe/Amsterdam",
    {
        "customers": Entry("customers.1a2b.parquet", "ab" * 32, 12, {"size": "Grootte (FTE)"}),
        "orders": Entry("orders.3c4d.parquet", "cd" * 32, 0),
    },
    "2026-03-01T12:00:00+00:00",
)
ENTRIES = st.builds(
    Entry,
    st.from_regex(r"[a-z]{1,9}\.[0-9a-f]{8}\.parquet", fullmatch=True),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.integers(0, 10**9),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.dictionaries(st.text(min_size=1, max_size=12), ENTRIES, max_size=3), st.text(max_size=9) | st.none()
)
def test_a_manifest_is_read_as_it_was_written(
    tmp_path: Path, tables: dict[str, Entry], made_at: str | None
) -> None:
    manifest = Manifest("UTC", tables, made_at)
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest


def test_the_same_lake_has_the_same_manifest_whatever_the_order_of_its_tables(tmp_path: Path) -> None:
    LAKE.write(tmp_path / "one")
    Manifest(LAKE.zone, dict(reversed(LAKE.tables.items())), LAKE.made_at).write(tmp_path / "other")
    assert (tmp_path / "one" / NAME).read_bytes() == (tmp_path / "other" / NAME).read_bytes()


def test_a_folder_without_a_manifest_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is no lake: it has no manifest\.json"):
        Manifest.read(tmp_path)


def test_a_manifest_of_another_version_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"version": 99}')
    with pytest.raises(BadInput, match=r"made by another version of Karn \(99\): build it again"):
        Manifest.read(tmp_path)


@pytest.mark.parametrize("file", ["../customers.parquet", "/etc/passwd", "deep/er.parquet"])
def test_a_file_outside_the_lake_is_never_opened(tmp_path: Path, file: str) -> None:
    Manifest("UTC", {"customers": Entry(file, "00", 1)}).write(tmp_path)
    with pytest.raises(DamagedFile, match="is damaged: build the lake again"):
        Manifest.read(tmp_path)


def test_every_flipped_bit_is_noticed_or_changes_nothing(tmp_path: Path) -> None:
    LAKE.write(tmp_path)
    content = (tmp_path / NAME).read_bytes()
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1 << position % 7
        (tmp_path / NAME).write_bytes(damaged)
        try:
            found = Manifest.read(tmp_path)
        except (BadInput, DamagedFile):
            continue
        assert (position, found) == (position, LAKE)


def test_a_manifest_without_its_own_hash_is_damaged(tmp_path: Path) -> None:
    LAKE.write(tmp_path)
    told = json.loads((tmp_path / NAME).read_bytes())
    del told["sha256"]
    (tmp_path / NAME).write_text(json.dumps(told))
    with pytest.raises(DamagedFile, match="is damaged: build the lake again"):
        Manifest.read(tmp_path)
