"""A backup: everything but the keys, whole or not there; and the way back, whole or not at all."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karn.kernel.durable import overwrite_durably
from karn.kernel.errors import BadInput, KarnError
from karn.platform.backups import taking
from karn.platform.backups.archive import check_archive, unpack_archive
from karn.platform.backups.contents import strangers
from karn.platform.backups.restoring import (
    Asked,
    check_request,
    finish,
    restore_database,
    unfinished,
    unpack_records,
)
from karn.platform.backups.taking import STAGING, last_backup, make_backup, remove_old_backups, write_keys
from karn.platform.locks import Held, hold
from karn.platform.quarantine import Quarantine, in_quarantine

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
KEYS = {"secret.key": "5ec4e7" * 10, "audit.key": "a0d174" * 10, "erasures.key": "e4a5e4" * 10}


def fill(data: Path) -> dict[str, Any]:
    """Make a data folder with a bit of everything in it; return its database."""
    data.mkdir(mode=0o700)
    with closing(sqlite3.connect(data / "karn.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE people (name text)")
        database.executemany("INSERT INTO people VALUES (?)", [("Jo",), ("Eva",), ("Åke",)])
    files = {
        "uploads/3/customers.csv": "a;b", "lake/events/a.parquet": "PAR1", "lake/customers.parquet": "PAR1",
        "audit.anchor": "7 seal", "erasures.json": "[]", "cache/one": "x", "work.lock": "", **KEYS,
    }  # fmt: skip
    for name, content in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(content)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "karn.sqlite3"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fill(tmp_path / "data")
    return tmp_path / "data"


def database_of(data: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "karn.sqlite3"}


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_takes_every_record_and_no_key(data: Path, tmp_path: Path) -> None:
    made = make_backup(data, database_of(data), tmp_path, at=AT)
    assert (made.file.name, made.rows, last_backup(data)) == ("karn-20260301T020000Z.zip", 3, made)
    manifest = check_archive(made.file)
    unpack_archive(made.file, manifest, tmp_path / "out")
    assert names(tmp_path / "out") == {
        "database/karn.sqlite3", "data/uploads/3/customers.csv", "data/lake/events/a.parquet",
        "data/audit.anchor", "data/erasures.json",
    }  # fmt: skip
    stored = [made.file.read_bytes(), *((tmp_path / "out" / name).read_bytes() for name in manifest.files)]
    assert [key for key in KEYS.values() if any(key.encode() in content for content in stored)] == []
    assert names(data) & {f"{STAGING}/part"} == set()


def test_what_is_written_in_place_meanwhile_is_in_the_backup_as_it_was(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_on(name: str) -> None:
        if name == "backup.files_staged":
            overwrite_durably(data / "audit.anchor", b"9", at=0)

    monkeypatch.setattr(taking, "point", go_on)
    backup = make_backup(data, database_of(data), tmp_path, at=AT)
    with zipfile.ZipFile(backup.file) as packed:
        assert packed.read("data/audit.anchor") == b"7 seal"
    assert (data / "audit.anchor").read_text() == "9 seal"


def test_the_keys_go_into_a_file_of_their_own_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    assert write_keys(data, tmp_path / "keys.json") == 3
    assert json.loads((tmp_path / "keys.json").read_text())["keys"] == KEYS
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput, match="there already"):
        write_keys(data, tmp_path / "keys.json")
    with pytest.raises(BadInput, match="not in the data folder"):
        write_keys(data, data / "keys.json")


def test_only_this_installations_oldest_backups_go(data: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other")
    (tmp_path / "other" / "secret.key").write_text("another")
    folder = tmp_path / "backups"
    folder.mkdir()
    theirs = make_backup(tmp_path / "other", database_of(tmp_path / "other"), folder, at=AT).file
    for day in range(1, 4):
        make_backup(data, database_of(data), folder, at=AT + timedelta(days=day))
    (folder / "karn-20200101T000000Z.zip").write_text("something else")
    gone = remove_old_backups(folder, keep=2, of=data)
    assert [path.name for path in gone] == ["karn-20260302T020000Z.zip"]
    assert (theirs.exists(), len(list(folder.iterdir()))) == (True, 4)


def test_a_folder_that_is_not_there_and_a_second_backup_at_once_are_refused(
    data: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="make it first"):
        make_backup(data, database_of(data), tmp_path / "no" / "where.zip", at=AT)
    with hold(data / "backup.lock", otherwise=""), pytest.raises(Held, match="being made already"):
        make_backup(data, database_of(data), tmp_path, at=AT)


def test_a_folder_named_for_the_first_time_is_made_for_its_owner_and_a_zip_is_a_file(
    data: Path, tmp_path: Path
) -> None:
    for name in ("backups", "b.2026", "whole.ZIP"):
        make_backup(data, database_of(data), tmp_path / name, at=AT)
    (tmp_path / "there").write_text("an older one")
    make_backup(data, database_of(data), tmp_path / "there", at=AT)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    moment = "karn-20260301T020000Z.zip"
    assert [one for one in made if not one.startswith("data")] == [
        f"b.2026/{moment}", f"backups/{moment}", "there", "whole.ZIP",
    ]  # fmt: skip
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
    for nowhere in ("no", "there"):
        with pytest.raises(BadInput, match="make it first"):
            make_backup(data, database_of(data), tmp_path / nowhere / "where", at=AT)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder in which nobody makes another")
def test_a_folder_that_cannot_be_made_is_told(data: Path) -> None:
    with pytest.raises(KarnError, match=r"^/proc/backups cannot be written: "):
        make_backup(data, database_of(data), Path("/proc/backups"), at=AT)


def test_what_no_backup_takes_is_told(data: Path) -> None:
    assert strangers(data) == []
    (data / "notes.txt").write_text("mine")
    assert strangers(data) == ["notes.txt"]


def restored(backup: Path, into: Path, **asked: Any) -> Path:
    """Restore as the command does, but for what takes Django."""
    request = Asked(backup, into, **asked)
    manifest, keys = check_request(request)
    with unfinished(into) as folder:
        snapshot = unpack_records(request, manifest, keys, folder, at=AT)
        restore_database(database_of(folder), snapshot, manifest)
        finish(folder, into)
    return into


def test_a_restored_copy_has_everything_its_keys_and_who_was_erased_since(data: Path, tmp_path: Path) -> None:
    backup = make_backup(data, database_of(data), tmp_path / "b.zip", at=AT).file
    (data / "erasures.json").write_text('[{"reference": "new"}]')
    copy = restored(backup, tmp_path / "copy", old=data)
    assert in_quarantine(copy) == Quarantine(AT, "b.zip", AT)
    assert names(copy) == {
        "karn.sqlite3", "quarantine.json", "uploads/3/customers.csv", "lake/events/a.parquet", "audit.anchor",
        "erasures.json", *KEYS,
    }  # fmt: skip
    assert json.loads((copy / "erasures.json").read_text()) == [{"reference": "new"}]
    with closing(sqlite3.connect(copy / "karn.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM people").fetchone() == (3,)
    assert (copy.stat().st_mode & 0o777, (copy / "audit.key").stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_cannot_be_restored_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    backup = make_backup(data, database_of(data), tmp_path / "b.zip", at=AT).file
    write_keys(data, tmp_path / "keys.json")
    with pytest.raises(BadInput, match="is not empty"):
        restored(backup, data)
    strange = json.loads((tmp_path / "keys.json").read_text())
    strange["keys"]["audit.key"] = "of somebody else"
    (tmp_path / "strange.json").write_text(json.dumps(strange))
    with pytest.raises(BadInput, match=r"audit\.key is not the key this backup belongs to"):
        restored(backup, tmp_path / "copy", keys=tmp_path / "strange.json")
    with pytest.raises(BadInput, match="is no file of keys"):
        restored(backup, tmp_path / "copy", keys=backup)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(KarnError, match="damaged"):
        restored(backup, tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "data", "keys.json", "strange.json"]


KILLED = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from karn.kernel import points
import test_taking as t
root = Path(sys.argv[2])
data = root / "data"
t.fill(data)
backup = root / "whole.zip"
t.make_backup(data, t.database_of(data), backup, at=t.AT)

def forked(work, **environment):
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        points._passed = 0
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback; traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def killed(work):
    log = root / f"{work.__name__}.points"
    assert forked(work, KARN_COUNT_POINTS=str(log)) == 0
    for number, name in enumerate(log.read_text().splitlines(), start=1):
        yield name, lambda: forked(work, KARN_KILL_AT=str(number))

told = []
out = root / "out"
def back_up():
    out.mkdir(exist_ok=True)
    t.make_backup(data, t.database_of(data), out / "b.zip", at=t.AT)
for name, kill in killed(back_up):
    (out / "b.zip").unlink(missing_ok=True)
    assert kill() == -9, name
    whole = (out / "b.zip").exists()
    if whole:
        t.check_archive(out / "b.zip")
    assert forked(back_up) == 0
    t.check_archive(out / "b.zip")
    left = [path.name for path in [*out.iterdir(), *data.iterdir()] if path.name.startswith(".")]
    told.append([name, whole, left])
copy = root / "copies" / "copy"
copy.parent.mkdir()
def restore():
    t.restored(backup, copy, old=data)
import shutil
for name, kill in killed(restore):
    shutil.rmtree(copy, ignore_errors=True)
    assert kill() == -9, name
    whole = copy.exists()
    if not whole:
        assert forked(restore) == 0
    assert t.in_quarantine(copy), name
    assert len(t.names(copy) - {"restore.lock"}) == 9, name
    left = [path.name for path in copy.parent.iterdir() if path.name != "copy"]
    told.append([name, whole, left])
print(json.dumps(told))
"""


@pytest.mark.slow
def test_killed_at_any_point_there_is_a_whole_backup_or_copy_or_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path)],
        env={name: value for name, value in os.environ.items() if not name.startswith("KARN_")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one for one in told if one[2]] == []
    points = [name for name, _whole, _left in told]
    assert {"backup.files_staged", "backup.database_staged", "archive.packed", "backup.stored"} <= set(points)
    assert {
        "restore.quarantined",
        "restore.unpacked",
        "restore.records_placed",
        "restore.database_placed",
    } <= set(points)
    assert {name: whole for name, whole, _left in told if name.startswith("restore.")} == {
        "restore.quarantined": False, "restore.unpacked": False, "restore.records_placed": False,
        "restore.database_placed": False, "restore.ready": False, "restore.placed": True,
    }  # fmt: skip
