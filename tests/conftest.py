"""What every test with Django needs: a data folder of its own, made before Django starts."""

import gc
import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from karn.kernel.garbage import RARELY

TESTS = Path(__file__).parent
LONG = ("browser", "slow")
MEANWHILE = TESTS / "platform/runs/test_workers.py"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
OUTSIDE = {name: os.environ.get(name) for name in ("KARN_DATA", "DJANGO_SETTINGS_MODULE")}
# Tests start a hundred processes: where this is set, each of them compiles all of Karn anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("KARN_DATA", tempfile.mkdtemp(prefix="karn-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker make a data folder of its own: two databases both count their runs from 1.

    A worker inherits this process's environment and reads it before this file, so it goes back first.
    """
    for name, value in OUTSIDE.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


# What was imported stays: looking through it again and again for garbage in cycles was a fifth of the time.
def pytest_collection_finish() -> None:
    """Let Python's search for garbage pass over what is there by now."""
    gc.set_threshold(*RARELY)
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let it see everything again: DuckDB says at the end what it finds not given back."""
    gc.unfreeze()


# A busy machine is slow, and that says nothing about the code.
settings.register_profile("karn", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("karn")


def _start_django() -> None:
    """Start Django without a release's manifest of static files and without slow password hashes."""
    import django  # noqa: PLC0415 (only where Django is there)
    from django.conf import settings as django_settings  # noqa: PLC0415

    from karn.platform.translations import compile_stale  # noqa: PLC0415

    compile_stale()
    django_settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # Its few tables are made from the models.
    django_settings.DATABASES["exits"]["TEST"] = {"MIGRATE": False}
    django.setup()
    if os.environ.get("KARN_DATABASE"):
        _hurry_postgres(django_settings.DATABASES["default"])
    _let_tests_empty_the_audit_log()


def _hurry_postgres(database: dict[str, Any]) -> None:
    """Let the tests' PostgreSQL forget what it has not written yet when the machine stops: nobody cares."""
    import psycopg  # noqa: PLC0415 (an extra)

    names = {name: database[name.upper()] for name in ("host", "port", "user", "password")}
    with psycopg.connect(**names, dbname=database["NAME"], autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def _let_tests_empty_the_audit_log() -> None:
    """Take its triggers away while a test that really stores things is cleaned up after."""
    from django.db import connection  # noqa: PLC0415

    migration = importlib.import_module("karn.apps.people.migrations.0003_audit_log")
    unguard, guard = migration.UNGUARD[connection.vendor], migration.GUARD[connection.vendor]
    flush = connection.ops.sql_flush

    def emptied(*arguments: Any, **options: Any) -> list[str]:
        return [*unguard, *flush(*arguments, **options), *guard]

    connection.ops.sql_flush = emptied


# pytest-django read the environment before this file; the engine's tests also run without Django.
if importlib.util.find_spec("django"):
    _start_django()


# Only in these rooms a test may open the database of exit answers; in all others a query there fails. That
# plays, threats, measures, trials, mailing and segments never ask it, every test of theirs shows thereby.
# Erasing somebody and examining the whole installation reaches there from everywhere: a file that does may.
MEETS_EXITS = (
    "apps/exits", "apps/farewell", "apps/desk", "apps/personal", "browser", "cli", "platform", "project",
    "web",
)  # fmt: skip
REACHES_EXITS = re.compile(r"^from karn\.apps\.(?:personal|desk)\b", re.MULTILINE)


@cache
def _meets_exits(path: Path) -> bool:
    place = path.relative_to(TESTS).as_posix()
    return place.startswith(MEETS_EXITS) or bool(REACHES_EXITS.search(path.read_text("utf-8")))


def _let_in_to_exits(item: pytest.Item) -> None:
    """Let a test that asks for the database have both databases, unless it says which."""
    marker = item.get_closest_marker("django_db")
    told = {"databases": ["default", "exits"]} | (marker.kwargs if marker else {})
    item.add_marker(pytest.mark.django_db(**told), append=False)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let the tests of a file go to one worker, unless one of them says that it may go to another."""
    if item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens the database; skip on PostgreSQL what looks into SQLite's file or at its locks."""
    for item in items:
        asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")
            if _meets_exits(item.path):
                _let_in_to_exits(item)
    # Whole files are dealt out: the long ones first, or one of two workers waits for the other at the end.
    # Before them one that asks for no demo: while a worker makes that for both, the other need not wait.
    browsed, slow = ({item.path for item in items if item.get_closest_marker(kind)} for kind in LONG)
    items.sort(key=lambda item: (item.path != MEANWHILE, item.path not in browsed, item.path not in slow))
    if os.environ.get("KARN_DATABASE"):
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="is about SQLite"))


# An empty database takes some ninety migrations, and seconds of one core, to have its tables: it is made
# once for each state of the migrations, kept with pytest's cache, and copied. That they build it is thereby
# tested once more each time they change; `make migrations` looks whether they are in step with the models.
#
# The table of SQLite's statistics is there, empty: the first ANALYZE would make it, and after a change of the
# tables each step that is taken back has SQLite read all of them anew: 8 ms a page in web/access.
_BEGIN = """
import sqlite3, sys
from karn.cli.installation import prepare
prepare()
from django.db import connections
with connections["default"].cursor() as cursor:
    cursor.execute("ANALYZE")
    cursor.execute("DELETE FROM sqlite_stat1")
for name in ("default", "exits"):
    connections[name].ensure_connection()
    with sqlite3.connect(f"{sys.argv[1]}/{name}.sqlite3") as copy:
        connections[name].connection.backup(copy)
"""


def _migrations_print() -> str:
    """Return a hash of all that decides what an empty database looks like."""
    import allauth  # noqa: PLC0415 (only where Django is there)
    import django  # noqa: PLC0415

    source = Path(__file__).resolve().parents[1] / "src/karn"
    found = hashlib.sha256(f"{django.__version__} {allauth.__version__} {_BEGIN}".encode())
    for path in sorted(source.glob("**/migrations/*.py")):
        found.update(f"{path.relative_to(source)}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """An SQLite file with every table and nobody in it, to be copied; that of exit answers lies beside it."""
    from karn.platform.locks import wait_for  # noqa: PLC0415 (only where Django is there)

    folder = request.config.cache.mkdir("migrated")
    kept = folder / f"{_migrations_print()}.sqlite3"
    exits = _exits_beside(kept)
    with wait_for(folder / "lock", otherwise="Another run makes the tables.", seconds=300):
        if not kept.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            with tempfile.TemporaryDirectory(prefix="karn-tests-") as made:
                told = {"KARN_DATA": f"{made}/data", "KARN_DATABASE": "sqlite"}
                subprocess.run([sys.executable, "-c", _BEGIN, made], env=os.environ | told, check=True)
                shutil.copyfile(Path(made, "exits.sqlite3"), exits)
                shutil.copyfile(Path(made, "default.sqlite3"), kept.with_suffix(".new"))
            kept.with_suffix(".new").replace(kept)
    return kept


def _exits_beside(kept: Path) -> Path:
    return kept.with_name(f"{kept.stem}.exits.sqlite3")


@pytest.fixture(scope="session")
def lay_tables(migrated: Path) -> Callable[[Path], None]:
    """Give a data folder every table and nobody in them, on SQLite: lay_tables(folder)."""

    def laid(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(migrated, folder / "karn.sqlite3")
        shutil.copyfile(_exits_beside(migrated), folder / "exits.sqlite3")

    return laid


@dataclass(frozen=True, slots=True)
class MadeDemo:
    """The agency's demo: its folder, how a run that was killed left it, and what the next one told."""

    folder: Path
    killed: int
    was_done: bool
    told: str


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> MadeDemo:
    """The agency's demo, made once for all workers, killed on its way and taken up again: to be copied."""
    from karn.platform.locks import wait_for  # noqa: PLC0415 (only where Django is there)

    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if hasattr(request.config, "workerinput") else shared
    kept = shared / "demo-of-all.json"
    with wait_for(shared / "demo.lock", otherwise="Another worker makes the demo.", seconds=600):
        if not kept.exists():
            kept.write_text(json.dumps(_make_demo(shared / "demo-of-all")), "utf-8")
    told = json.loads(kept.read_text("utf-8"))
    return MadeDemo(shared / "demo-of-all" / "agency", *told)


def _make_demo(data: Path) -> tuple[int, bool, str]:
    command = [sys.executable, "-m", "karn", "demo", "--company", "agency", "--no-serve", "--data", str(data)]
    told = {name: value for name, value in os.environ.items() if name != "KARN_DATA"} | {"TERM": "dumb"}

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=told | more, capture_output=True, text=True, check=False, timeout=600
        )

    killed, was_done = 0, False
    if (os.environ.get("KARN_DATABASE") or "sqlite") == "sqlite":  # who is killed leaves PostgreSQL's server
        killed = run(KARN_KILL_AT="40").returncode
        was_done = json.loads((data / "agency" / "demo.json").read_text("utf-8"))["done"]
    made = run()
    assert made.returncode == 0, made.stderr
    return killed, was_done, made.stdout + made.stderr


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """Give each worker a database of its own; in memory it has one anyway, whatever the engine is called."""
    from django.conf import settings  # noqa: PLC0415 (only where Django is there)

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    for database in settings.DATABASES.values():
        if worker and "sqlite" not in database["ENGINE"]:
            test = database.setdefault("TEST", {})
            test["NAME"] = f"{test.get('NAME') or 'test_' + database['NAME']}_{worker}"


@pytest.fixture(scope="session")
def _tables_are_copied(request: pytest.FixtureRequest) -> None:
    """Have the tests' SQLite databases copied from those that the migrations made once.

    On PostgreSQL they are made as Karn makes them, which takes a fifth of the time Django's own way takes.
    """
    from django.core.management.commands import migrate  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from karn.platform.upgrades import WholeExecutor  # noqa: PLC0415

    if connections["default"].vendor == "sqlite":
        kept: Path = request.getfixturevalue("migrated")
        for name, file in (("default", kept), ("exits", _exits_beside(kept))):
            connections[name].creation.create_test_db = partial(_copy_tables, connections[name], file)
    migrate.MigrationExecutor = WholeExecutor


def _copy_tables(connection: Any, kept: Path, **_told: Any) -> str:
    """Make a database in memory as `kept` is; return its name, as Django's create_test_db does."""
    from django.conf import settings  # noqa: PLC0415

    name: str = connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    with closing(sqlite3.connect(kept)) as one:
        one.backup(connection.connection)
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    _tables_are_copied: None,
    django_db_setup: None,  # noqa: ARG001 (makes the database)
    django_db_blocker: Any,
) -> None:
    """Make the tests' database."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            _note_migrations_of_exits()


def _note_migrations_of_exits() -> None:
    """Its tables were made from the models: none of its migrations is left to run."""
    from django.db import connections  # noqa: PLC0415 (only where Django is there)
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    name = str(connections["exits"].settings_dict["NAME"])
    if "test_" not in name and "memory" not in name:
        return  # no test of this run opens it, so none was made
    recorder = MigrationRecorder(connections["exits"])
    for app, name in sorted(MigrationLoader(None).disk_migrations or {}):
        if app == "exits" and (app, name) not in recorder.applied_migrations():
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no language behind: a page read in Swedish sets the whole thread to Swedish."""
    yield
    if (translation := sys.modules.get("django.utils.translation")) is not None:
        translation.deactivate()
