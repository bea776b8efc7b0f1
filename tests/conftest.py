"""What every test with Django needs: a data folder of its own, made before Django starts."""

import hashlib
import importlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens the database; skip on PostgreSQL what looks into SQLite's file or at its locks."""
    for item in items:
        asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")
    # Whole files are dealt out: the long ones first, or one of two workers waits for the other at the end.
    long_files = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long_files)
    if os.environ.get("KARN_DATABASE"):
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="is about SQLite"))


# An empty database takes some sixty migrations, and ten seconds of one core, to have its tables: it is made
# once for each state of the migrations, kept with pytest's cache, and copied. That they build it is thereby
# tested once more each time they change; `make migrations` looks whether they are in step with the models.
_BEGIN = """
import sqlite3, sys
from karn.cli.installation import prepare
prepare()
from django.db import connection
with sqlite3.connect(sys.argv[1]) as copy:
    connection.connection.backup(copy)
"""


def _migrations_print() -> str:
    """Return a hash of all that decides what an empty database looks like."""
    import allauth  # noqa: PLC0415 (only where Django is there)
    import django  # noqa: PLC0415

    source = Path(__file__).resolve().parents[1] / "src/karn"
    found = hashlib.sha256(f"{django.__version__} {allauth.__version__}".encode())
    for path in sorted(source.glob("**/migrations/*.py")):
        found.update(f"{path.relative_to(source)}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> Path:
    """An SQLite file with every table and nobody in it, to be copied."""
    from karn.platform.locks import wait_for  # noqa: PLC0415 (only where Django is there)

    folder = request.config.cache.mkdir("migrated")
    kept = folder / f"{_migrations_print()}.sqlite3"
    with wait_for(folder / "lock", otherwise="Another run makes the tables.", seconds=300):
        if not kept.exists():
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(prefix="karn-tests-") as data:
                made = Path(data) / "made.sqlite3"
                told = {"KARN_DATA": data, "KARN_DATABASE": "sqlite"}
                subprocess.run([sys.executable, "-c", _BEGIN, made], env=os.environ | told, check=True)
                shutil.copyfile(made, kept.with_suffix(".new"))
            kept.with_suffix(".new").replace(kept)
    return kept


@pytest.fixture(scope="session")
def _tables_are_copied() -> None:
    """Have Django make the tests' SQLite database from the models, for the copy that follows."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    _tables_are_copied: None,
    django_db_setup: None,  # noqa: ARG001 (makes the database)
    django_db_blocker: Any,
) -> None:
    """Make the tests' database; on SQLite as the migrations made it once."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        with (
            django_db_blocker.unblock(),
            closing(sqlite3.connect(request.getfixturevalue("migrated"))) as one,
        ):
            connection.ensure_connection()
            one.backup(connection.connection)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no language behind: a page read in Swedish sets the whole thread to Swedish."""
    yield
    if (translation := sys.modules.get("django.utils.translation")) is not None:
        translation.deactivate()
