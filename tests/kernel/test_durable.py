"""Files that survive: the old one or the new one, never half of one."""

import hashlib
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.kernel.durable import CHUNK, sha256_of, write_bytes_durably, write_durably

OLD, NEW = b"old " * 3, b"new " * 50_000
WRITE = """
import sys
from pathlib import Path
from karn.kernel.durable import write_durably
def write(path):
    with path.open("wb") as file:
        for _ in range(50_000):
            file.write(b"new ")
write_durably(Path(sys.argv[1]), write)
"""
DIE_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from karn.kernel.durable import write_durably
def write(path):
    path.write_bytes(b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
write_durably(Path(sys.argv[1]), write)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(OLD)
    return tmp_path / "file"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.binary(max_size=200))
def test_the_hash_given_is_that_of_the_bytes_stored(tmp_path: Path, content: bytes) -> None:
    digest = write_bytes_durably(tmp_path / "file", content)
    assert (tmp_path / "file").read_bytes() == content
    assert digest == sha256_of(tmp_path / "file") == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1])
def test_a_file_of_several_chunks_has_the_hash_of_the_whole(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    (tmp_path / "file").write_bytes(content)
    assert sha256_of(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def test_folders_that_are_missing_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_bytes_durably(tmp_path / "a" / "b" / "file", NEW)
    assert names(tmp_path / "a" / "b") == ["file"]


def test_a_writer_that_fails_leaves_the_old_file_alone(file: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half of it")
        raise ValueError("disk full")

    with pytest.raises(ValueError, match="disk full"):
        write_durably(file, fail)
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["file"])


def test_a_writer_that_writes_nothing_leaves_the_old_file_alone(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_durably(file, lambda _: None)
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["file"])


@pytest.mark.parametrize(("number", "kept"), [(1, OLD), (2, NEW)])
def test_a_writer_killed_at_a_point_leaves_the_old_file_or_the_new(
    run, file: Path, number: int, kept: bytes
) -> None:
    assert run(WRITE, file, KARN_KILL_AT=str(number)) == -signal.SIGKILL
    assert file.read_bytes() == kept


def test_a_writer_has_two_points(run, file: Path) -> None:
    log = file.parent / "points"
    assert run(WRITE, file, KARN_COUNT_POINTS=str(log)) == 0
    assert log.read_text().splitlines() == ["file.written", "file.renamed"]
    assert file.read_bytes() == NEW


def test_a_writer_killed_half_way_leaves_the_old_file_and_the_next_one_goes_through(run, file: Path) -> None:
    assert run(DIE_WHILE_WRITING, file) == -signal.SIGKILL
    assert file.read_bytes() == OLD
    write_bytes_durably(file, NEW)
    assert file.read_bytes() == NEW
