"""`karn audit`: one line for a whole log, one for the first bad entry; a restored one is accepted aloud."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

FILL = """
from datetime import UTC, datetime
import django
django.setup()
from karn.apps.people.actions.audit import record
for _ in range(5):
    record(by=None, deed="login_failed", about=None, at=datetime.now(UTC))
"""


CUT = (
    "karn: The audit log is cut off: entry 4 and those after it are missing. Somebody removed them, or an "
    "older backup was restored: after a restore, run karn audit accept.\n"
)


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    told = {"KARN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "karn.project.settings"}
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def verify(folder: Path) -> tuple[int, str, str]:
    return run(folder, "-m", "karn", "audit", "verify")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Path:
    """A data folder with five entries."""
    folder = tmp_path_factory.mktemp("five")
    lay_tables(folder)
    assert run(folder, "-c", FILL) == (0, "", "")
    return folder


@pytest.fixture
def copy(five: Path, tmp_path: Path) -> Path:
    return shutil.copytree(five, tmp_path / "copy")


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "karn.sqlite3")) as database, database:
        for trigger in ("update", "delete", "replace"):
            database.execute(f"DROP TRIGGER people_audit_no_{trigger}")
        for statement in statements:
            database.execute(statement)


def test_a_whole_log_is_told_with_its_length(five: Path) -> None:
    assert verify(five) == (0, "The audit log is whole: 5 entries, each as it was written.\n", "")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE people_auditentry SET person = 7 WHERE number = 3",
            "karn: Entry 3 of the audit log is not as it was written.\n",
        ),
        ("DELETE FROM people_auditentry WHERE number = 2", "karn: Entry 2 of the audit log is missing.\n"),
        ("DELETE FROM people_auditentry WHERE number >= 4", CUT),
    ],
)
def test_the_first_bad_entry_is_named_in_one_line(copy: Path, statement: str, said: str) -> None:
    tamper(copy, statement)
    assert verify(copy) == (2, "", said)


def test_a_cut_log_with_an_anchor_made_up_for_it_is_found_out(copy: Path) -> None:
    """Who cuts the log and writes an anchor to fit has no key to seal it with."""
    tamper(copy, "DELETE FROM people_auditentry")
    (copy / "audit.anchor").write_text(f"0 {'0' * 64} {'0' * 64}\n", encoding="ascii")
    said = "karn: Nothing anchors entry 1 of the audit log: was audit.anchor replaced?\n"
    assert verify(copy) == (2, "", said)


def test_after_an_older_backup_was_restored_the_log_is_accepted_and_says_so(copy: Path) -> None:
    tamper(copy, "DELETE FROM people_auditentry WHERE number >= 4")
    said = "Accepted: the log ends with entry 3 from before, where entry 5 was anchored. Entry 4 says so.\n"
    assert run(copy, "-m", "karn", "audit", "accept") == (0, said, "")
    assert verify(copy) == (0, "The audit log is whole: 4 entries, each as it was written.\n", "")
    refused = "karn: The audit log is whole: there is nothing to accept.\n"
    assert run(copy, "-m", "karn", "audit", "accept") == (2, "", refused)


def test_what_no_restore_explains_is_not_accepted(copy: Path) -> None:
    tamper(copy, "UPDATE people_auditentry SET person = 7 WHERE number = 3")
    refused = "karn: No restored backup explains this: see karn audit verify. Nothing was changed.\n"
    assert run(copy, "-m", "karn", "audit", "accept") == (2, "", refused)
