"""Fault points: passed without a trace, counted, and deadly at the one that is named."""

import os
import signal
from pathlib import Path

import pytest

from karn.kernel.points import point

THREE_STEPS = """
import sys
from pathlib import Path
from karn.kernel.points import point
for name in ("one.done", "two.done", "three.done"):
    point(name)
    with Path(sys.argv[1]).open("a") as file:
        file.write(name + " ")
"""


def test_in_ordinary_life_a_point_does_nothing(run, tmp_path: Path) -> None:
    assert run(THREE_STEPS, tmp_path / "done") == 0
    assert (tmp_path / "done").read_text() == "one.done two.done three.done "


def test_points_that_are_counted_are_named_in_order(run, tmp_path: Path) -> None:
    log = tmp_path / "points"
    assert run(THREE_STEPS, tmp_path / "done", KARN_COUNT_POINTS=str(log)) == 0
    assert log.read_text().splitlines() == ["one.done", "two.done", "three.done"]


@pytest.mark.parametrize(("number", "done"), [(1, ""), (3, "one.done two.done ")])
def test_a_process_dies_at_the_point_that_is_named(run, tmp_path: Path, number: int, done: str) -> None:
    (tmp_path / "done").touch()
    assert run(THREE_STEPS, tmp_path / "done", KARN_KILL_AT=str(number)) == -signal.SIGKILL
    assert (tmp_path / "done").read_text() == done


def test_a_point_beyond_the_last_kills_nobody(run, tmp_path: Path) -> None:
    assert run(THREE_STEPS, tmp_path / "done", KARN_KILL_AT="4") == 0


def test_each_point_of_this_process_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARN_COUNT_POINTS", os.fspath(tmp_path / "points"))
    point("import.begun")
    point("import.done")
    assert (tmp_path / "points").read_text() == "import.begun\nimport.done\n"
