"""`karn backup`, `restore`, `verify`, `doctor`, `release`: as docs/backup.md says, while somebody writes."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parents[2] / "docs" / "backup.md"
DATABASE = os.environ.get("KARN_DATABASE") or "sqlite"
ROWS = 100
"""Rows of one transaction of who writes meanwhile; it makes twenty, a quarter of a second apart."""

WRITER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from karn.cli.installation import prepare
prepare(Path(sys.argv[1]))
from django.db import transaction
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.exits.actions.answers import answer
from karn.apps.exits.actions.invitations import exit_link
at = datetime.now(UTC)
leaver = Customer.objects.get(source_id="X-1").pk
left = exit_link(customer_id=leaver, left_on=at.date(), language="en", at=at)
said = {"how": "Canarie sang", "person": "4", "choice": "readable"}
answer(secret=left.rpartition("/")[2], fields=said, language="en", at=at)
for batch in range(20):
    told = [{"source": "w", "source_id": f"{batch}-{one}", "name": f"Row {one}"} for one in range(100)]
    with transaction.atomic():
        Customer.objects.bulk_create([Customer(known_at=at, **one) for one in told])
        record(by=None, deed="changed_together", about=None, at=at, detail=f"{batch}")
    print(batch, flush=True)
    time.sleep(0.25)
"""

OBJECTS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from karn.cli.installation import prepare
prepare(Path(sys.argv[1]))
from karn.apps.mailing.actions.objections import object_to_mail
object_to_mail(address="bakker@example.org", way="link", at=datetime.now(UTC))
"""


def surroundings(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARN_", "DJANGO_"))}
    return kept | more


def karn(*words: str | Path, **more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "karn", *map(str, words)],
        env=surroundings(**more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def two_minutes() -> str:
    """Return the commands of the page's first block, without their remarks."""
    found = re.search(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return re.sub(r" +#.*$", "", found[1], flags=re.MULTILINE)


@pytest.fixture(scope="module")
def company(lay_tables: Callable[[Path], None]) -> Iterator[Path]:
    """A folder with a company's data folder in it, and the page's commands run while somebody writes."""
    # Not a folder of pytest's: others that begin meanwhile keep PostgreSQL's own person out of these.
    with tempfile.TemporaryDirectory(prefix="karn-tests-") as folder:
        if DATABASE == "sqlite":
            lay_tables(Path(folder, "data"))
        yield filled(Path(folder))


def filled(root: Path) -> Path:
    data, file = root / "data", root / "customers.csv"
    file.write_text("customer_id,name,kind\nX-1,Xanthippe Canarie,person\nX-2,Bakker,company\n")
    names = ("--name", "Zonnig", "--email", "a@example.nl", "--person", "Anna")
    assert karn("init", *names, "--data", data, "--database", DATABASE)[0] == 0
    assert karn("import", file, "--as", "customers", "--data", data)[0] == 0
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(data)],
        env=surroundings(),
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        commands = f'set -e\nkarn() {{ "{sys.executable}" -m karn "$@"; }}\n{two_minutes()}'
        done = subprocess.run(
            ["sh", "-c", commands], cwd=root, env=surroundings(KARN_DATA=str(data)),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        writer.communicate(timeout=60)
    assert (done.returncode, writer.returncode) == (0, 0), done.stdout + done.stderr
    (root / "told").write_text(done.stdout)
    return root


def backup_of(company: Path) -> Path:
    return next((company / "backups").glob("karn-*.zip"))


def test_the_two_minutes_of_the_page_make_a_copy_in_quarantine_that_is_whole(company: Path) -> None:
    told = (company / "told").read_text()
    assert told.count("ok   ") == 3 + 7  # parts of the file, and of the copy
    assert "It is in quarantine: nothing leaves it" in told
    assert (company / "copy" / "quarantine.json").exists()
    with zipfile.ZipFile(backup_of(company)) as packed:
        counts = json.loads(packed.read("manifest.json"))["counts"]
    # One moment: whole transactions of who wrote meanwhile. That each row came back, restoring itself looks.
    written, torn = divmod(counts["customers_customer"] - 2, ROWS)
    assert (torn, 0 < written <= 20) == (0, True)


def test_the_backup_holds_no_key(company: Path) -> None:
    keys = [path.read_bytes() for path in (company / "data").glob("*.key")]
    backup = backup_of(company)
    with zipfile.ZipFile(backup) as packed:
        contents = [backup.read_bytes(), *(packed.read(name) for name in packed.namelist())]
    assert len(keys) >= 2
    assert [key for key in keys for content in contents if key in content] == []


def exit_answers(data: Path) -> list[tuple[str, bool]]:
    """Return the words of each exit answer, and whether it leads anybody to whose it is."""
    with contextlib.closing(sqlite3.connect(data / "exits.sqlite3")) as exits:
        return [(how, bool(holder)) for how, holder in exits.execute("SELECT how, holder FROM exits_answer")]


def test_who_was_erased_or_said_no_since_is_so_in_the_copy_and_a_person_releases_it(company: Path) -> None:
    data, copy = company / "data", company / "second"
    status, told = karn("personal", "erase", "--customer", "1", "--yes", "--data", data)
    assert status == 0, told
    subprocess.run([sys.executable, "-c", OBJECTS, str(data)], env=surroundings(), check=True)
    status, told = karn("restore", backup_of(company), "--into", copy, "--old", data)
    assert (status, "(1 persons)" in told, "(1 addresses)" in told) == (0, True, True), told
    status, told = karn("verify", copy)
    assert (status, "list of erasures: 1 erasures, all done here" in told) == (0, True)
    if DATABASE == "sqlite":
        assert exit_answers(company / "copy") == [("[…] sang", True)]  # restored before anybody was erased
        assert exit_answers(copy) == [("", False)]
    assert karn("release", "--yes", "--data", copy)[0] == 0
    assert not (copy / "quarantine.json").exists()


def test_what_cannot_be_restored_is_refused_in_one_line_and_leaves_nothing(
    company: Path, tmp_path: Path
) -> None:
    backup, into = backup_of(company), tmp_path / "into"
    status, told = karn("restore", backup, "--into", into)
    assert (status, "This backup comes without its keys" in told) == (2, True)
    damaged = tmp_path / "damaged.zip"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 4
    damaged.write_bytes(content)
    # Its disk is not there just now: nothing is written in its place.
    status, told = karn("backup", "--data", company / "data", KARN_BACKUPS=str(tmp_path / "disk"))
    assert (status, "(KARN_BACKUPS) is not there" in told) == (2, True)
    status, told = karn("verify", damaged)
    assert (status, told.startswith("BAD  damaged.zip: damaged.zip is damaged: ")) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.zip"]
