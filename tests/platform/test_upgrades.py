"""Bringing the databases up to date: processes that begin at once on one folder take turns."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DATABASE = os.environ.get("KARN_DATABASE") or "sqlite"
AT_ONCE = 2

BEGINS = """
import sys
from pathlib import Path
from karn.cli.installation import prepare
print("ready", flush=True)
sys.stdin.readline()
prepare(Path(sys.argv[1]), sys.argv[2])
from karn.platform.upgrades import pending_migrations
print(len(pending_migrations()))
"""

WAITS = """
import sys
from pathlib import Path
from karn.cli.installation import start
start(Path(sys.argv[1]))
from karn.platform import upgrades
from karn.platform.locks import Held
upgrades.WAITS_SECONDS = 0
with upgrades.wait_for(Path(sys.argv[1], "migrations.lock"), otherwise=""):
    try:
        upgrades.migrate()
    except Held as error:
        print(error)
"""


def process(code: str, *told: str | Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARN_", "DJANGO_"))}
    command = [sys.executable, "-c", code, *map(str, told)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, env=kept, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not a folder of pytest's: others that begin meanwhile keep PostgreSQL's own person out of these.
    with tempfile.TemporaryDirectory(prefix="karn-tests-") as made:
        yield Path(made)


def test_processes_that_set_up_one_new_folder_at_once_all_find_it_up_to_date(folder: Path) -> None:
    begun = [process(BEGINS, folder / "data", DATABASE) for _ in range(AT_ONCE)]
    for one in begun:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in begun:
        assert one.stdin
        print(file=one.stdin, flush=True)
    ended = [(*one.communicate(timeout=120), one.returncode) for one in begun]
    assert ended == [("0\n", "", 0)] * AT_ONCE


@pytest.mark.sqlite
def test_who_waits_too_long_for_another_is_told_why(tmp_path: Path) -> None:
    told, wrong = process(WAITS, tmp_path / "data").communicate(timeout=60)
    assert (told, wrong) == (
        "Another process of Karn brings the database up to date and is not done yet.\n", ""
    )  # fmt: skip
