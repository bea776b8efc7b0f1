"""The file of a backup: what went in comes out, and one flipped bit anywhere is found and named."""

import json
import zipfile
from pathlib import Path

import pytest

from karn.kernel.errors import BadInput, DamagedFile
from karn.platform.backups.archive import (
    MANIFEST,
    Manifest,
    check_archive,
    read_manifest,
    unpack_archive,
    write_archive,
)

PLAIN = Manifest(
    version="1.0", made_at="2026-03-01T02:00:00+00:00", vendor="sqlite", server="3", installation="i",
    counts={"t": 2, "u": 3}, migrations=["people.0001_initial"], keys={"audit.key": "f"},
)  # fmt: skip
PARTS = {
    "database/karn.sqlite3": b"rows " * 90,
    "data/uploads/1/file.csv": b"a;b\n1;2\n",
    "data/erasures.json": b"[]" * 90,
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name, content in PARTS.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    write_archive(tmp_path / "backup.zip", [(name, tmp_path / "in" / name) for name in PARTS], PLAIN)
    return tmp_path / "backup.zip"


def test_what_went_in_comes_out_and_is_for_its_owner_alone(archive: Path, tmp_path: Path) -> None:
    manifest = check_archive(archive)
    assert (manifest.counts, manifest.rows, manifest.keys) == (PLAIN.counts, 5, PLAIN.keys)
    unpack_archive(archive, manifest, tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in PARTS} == PARTS
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_flipped_bit_anywhere_is_found(archive: Path) -> None:
    whole = bytearray(archive.read_bytes())
    for place in (*range(0, len(whole), 5), len(whole) - 1):
        whole[place] ^= 0x10
        archive.write_bytes(whole)
        with pytest.raises(DamagedFile):
            check_archive(archive)
        whole[place] ^= 0x10
    archive.write_bytes(whole)
    assert check_archive(archive).rows == 5


@pytest.mark.parametrize("part", [*PARTS, MANIFEST])
def test_the_part_it_hit_is_named(archive: Path, part: str) -> None:
    with zipfile.ZipFile(archive) as packed:
        told = packed.getinfo(part)
    whole = bytearray(archive.read_bytes())
    whole[told.header_offset + 30 + len(part) + 20 + told.compress_size // 2] ^= 0x10
    archive.write_bytes(whole)
    with pytest.raises(DamagedFile, match=part):
        check_archive(archive)


def test_what_is_cut_off_or_something_else_is_no_backup(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("hello.txt", "hello")
    for file in (archive, other):
        with pytest.raises(DamagedFile, match="no backup of Karn"):
            read_manifest(file)
    with pytest.raises(BadInput, match="There is no file"):
        check_archive(tmp_path / "missing.zip")


@pytest.mark.parametrize("name", ["data/../../etc/passwd", "/etc/passwd", "elsewhere/file", "data"])
def test_a_name_that_leads_elsewhere_is_refused(archive: Path, name: str) -> None:
    _rewrite(archive, files={name: "0"})
    with pytest.raises(DamagedFile, match="no backup of Karn"):
        check_archive(archive)


def test_a_newer_format_is_refused_with_what_to_do(archive: Path) -> None:
    _rewrite(archive, format=2, version="9.0")
    with pytest.raises(BadInput, match=r"newer Karn \(9.0\): bring this one up to date first"):
        check_archive(archive)


def _rewrite(archive: Path, **facts: object) -> None:
    with zipfile.ZipFile(archive) as packed:
        told = json.loads(packed.read(MANIFEST))
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(MANIFEST, json.dumps(told | facts))
