"""One moment of a database while somebody writes to it, and a database made from it: on both kinds."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from karn.kernel.errors import BadInput, DamagedFile, KarnError
from karn.platform.backups.snapshots import (
    copy_sqlite,
    dump_flaw,
    postgres_connection,
    put_back,
    row_counts,
    sqlite_flaw,
    take_snapshot,
)
from karn.platform.backups.sums import changed_tables, table_sums

ROWS = 2_000
Database = dict[str, Any]
TABLES = (
    "CREATE TABLE head (number integer PRIMARY KEY, told text)",
    "CREATE TABLE link (number integer PRIMARY KEY REFERENCES head (number), before integer)",
    "CREATE TABLE django_migrations (app text, name text)",
    "INSERT INTO django_migrations VALUES ('people', '0001_initial')",
)


@contextmanager
def opened(database: Database) -> Iterator[Any]:
    if database["ENGINE"].endswith("sqlite3"):
        with closing(sqlite3.connect(database["NAME"], timeout=20, isolation_level=None)) as live:
            live.execute("PRAGMA journal_mode=WAL")
            live.execute("PRAGMA synchronous=OFF")
            yield live
    else:
        with postgres_connection(database) as live:
            yield live


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Make empty databases by name: files, or databases of the tests' PostgreSQL that are dropped again."""
    given, made = connection.settings_dict, []

    def database(name: str) -> Database:
        if connection.vendor == "sqlite":
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / f"{name}.sqlite3"}
        with postgres_connection({**given, "NAME": "postgres"}) as server:
            server.execute(f'CREATE DATABASE "karn_{name}"')
        made.append(f"karn_{name}")
        return {**given, "NAME": f"karn_{name}"}

    yield database
    for name in made:
        with postgres_connection({**given, "NAME": "postgres"}) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def filled(make: Callable[[str], Database]) -> Database:
    database = make("filled")
    with opened(database) as live:
        for statement in TABLES:
            live.execute(statement)
    return database


def write_rows(database: Database, many: int, began: threading.Event) -> None:
    """Write a chain: each row and what points at it and at the one before, in one transaction."""
    with opened(database) as live:
        for number in range(many):
            live.execute("BEGIN")
            live.execute(f"INSERT INTO head VALUES ({number}, 'told {number}')")
            live.execute(f"INSERT INTO link VALUES ({number}, {number - 1})")
            live.execute("COMMIT")
            began.set()


def test_a_snapshot_under_writing_is_one_moment_and_comes_back_row_by_row(
    filled: Database, make: Callable[[str], Database], tmp_path: Path
) -> None:
    began = threading.Event()
    writer = threading.Thread(target=write_rows, args=(filled, ROWS, began))
    writer.start()
    began.wait(20)
    taken = take_snapshot(filled, tmp_path / "taken")
    writer.join()
    rows = taken.counts["head"]
    assert taken.counts == {"django_migrations": 1, "head": rows, "link": rows}
    assert taken.migrations == ["people.0001_initial"]
    assert 0 < rows <= ROWS
    copy = make("copy")
    put_back(copy, taken.file)
    assert row_counts(copy) == taken.counts
    with opened(copy) as live:
        chain = live.execute("SELECT number, before FROM link ORDER BY number").fetchall()
    assert chain == [(number, number - 1) for number in range(rows)]
    with opened(filled) as live:
        live.execute(f"DELETE FROM link WHERE number >= {rows}")
        live.execute(f"DELETE FROM head WHERE number >= {rows}")
    assert changed_tables(table_sums(filled), table_sums(copy)) == []


def test_one_changed_value_is_found_and_a_new_column_changes_nothing(filled: Database) -> None:
    write_rows(filled, 3, threading.Event())
    before = table_sums(filled)
    with opened(filled) as live:
        live.execute("ALTER TABLE head ADD COLUMN more text DEFAULT 'new'")
    assert changed_tables(before, table_sums(filled, like=before)) == []
    with opened(filled) as live:
        live.execute("UPDATE head SET told = 'other' WHERE number = 1")
    assert changed_tables(before, table_sums(filled, like=before)) == ["head"]
    with opened(filled) as live:
        live.execute("DROP TABLE link")
    assert changed_tables(before, table_sums(filled, like=before)) == ["head", "link"]


def test_a_database_with_tables_is_not_filled(filled: Database, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's file is put into a new folder")
    taken = take_snapshot(filled, tmp_path)
    with pytest.raises(BadInput, match="The database is not empty: it has 3 tables"):
        put_back(filled, taken.file)
    assert dump_flaw(taken.file) == ""
    taken.file.write_bytes(taken.file.read_bytes()[:200])
    assert dump_flaw(taken.file) != ""
    with pytest.raises(KarnError, match="PostgreSQL does not answer"):
        take_snapshot({**filled, "NAME": "karn_nowhere"}, tmp_path / "nowhere")


def test_a_broken_sqlite_file_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    live = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(live)) as database, database:
        database.execute("CREATE TABLE t (told text)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 900,)] * 50)
    copy_sqlite(live, tmp_path / "copy.sqlite3")
    assert sqlite_flaw(tmp_path / "copy.sqlite3") == ""
    content = bytearray(live.read_bytes())
    content[4096 * 3 : 4096 * 3 + 8] = b"\xff" * 8
    live.write_bytes(content)
    assert sqlite_flaw(live) != ""
    with pytest.raises((DamagedFile, KarnError)):
        copy_sqlite(live, tmp_path / "again.sqlite3")
    with pytest.raises(BadInput, match="There is no database"):
        copy_sqlite(tmp_path / "nowhere.sqlite3", tmp_path / "other.sqlite3")


def test_a_row_that_points_nowhere_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "d.sqlite3")) as database, database:
        for statement in TABLES:
            database.execute(statement)
        database.execute("INSERT INTO link VALUES (7, 6)")
    assert sqlite_flaw(tmp_path / "d.sqlite3") == "a row of link points at no row of head"
