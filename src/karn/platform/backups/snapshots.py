"""One moment of a database in a file, while others go on writing; and a database made from such a file.

SQLite: VACUUM INTO, which reads one moment and leaves deleted rows out. (Of 40 copies of a live file 13 were
broken and 12 more not of the last moment.) PostgreSQL: pg_dump, at a moment that the counts share.
A database is given as Django's settings have it (`karn.platform.databases.database_settings`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from karn.kernel.durable import fsync
from karn.kernel.errors import BadInput, DamagedFile, KarnError, message
from karn.platform.databases import NOT_INSTALLED, connection_parts, own_tools

SQLITE, POSTGRES = "sqlite", "postgresql"
FILES = {SQLITE: "karn.sqlite3", POSTGRES: "karn.pgdump"}
"""How the snapshot's file is called, by the kind of database."""

EXIT_FILES = {SQLITE: "exits.sqlite3", POSTGRES: "exits.pgdump"}
"""How that of the exit answers' database is called."""

NOT_COPIED = message("%(file)s cannot be copied: %(told)s")
NOT_WHOLE = message("%(file)s is not whole: %(told)s")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database: its file, which server wrote it, the rows of each table, migrations done."""

    file: Path
    vendor: str
    server: str
    counts: dict[str, int]
    migrations: list[str]


def vendor_of(database: Mapping[str, Any]) -> str:
    """Return "sqlite" or "postgresql"."""
    return SQLITE if "sqlite" in str(database["ENGINE"]) else POSTGRES


def take_snapshot(database: Mapping[str, Any], folder: Path, files: Mapping[str, str] = FILES) -> Snapshot:
    """Write this moment of the database into a new file in `folder`. Raises KarnError where it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    vendor = vendor_of(database)
    file = folder / files[vendor]
    if vendor == SQLITE:
        return _sqlite_snapshot(Path(database["NAME"]), file)
    return _postgres_snapshot(database, file)


def copy_sqlite(source: Path, file: Path) -> None:
    """Write this moment of a SQLite database into a new file, whole, without what was deleted."""
    if not source.exists():
        raise BadInput("There is no database %(file)s.", file=source)
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=20)) as live:
        try:
            live.execute("VACUUM INTO ?", [str(file)])
        except sqlite3.DatabaseError as error:
            raise KarnError(NOT_COPIED, file=source.name, told=error) from None
    file.chmod(0o600)
    if flaw := sqlite_flaw(file):
        raise DamagedFile(NOT_WHOLE, file=source.name, told=flaw)
    fsync(file)


def sqlite_flaw(file: Path) -> str:
    """Return the first thing wrong with a SQLite file that nobody writes to, or nothing."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as database:
            told = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if told != "ok":
                return told
            row = database.execute("PRAGMA foreign_key_check").fetchone()
            return f"a row of {row[0]} points at no row of {row[2]}" if row else ""
    except sqlite3.DatabaseError as error:
        return str(error)


def dump_flaw(file: Path) -> str:
    """Return what is wrong with a file of pg_dump, or nothing. Reads all of it, and restores nothing."""
    done = subprocess.run(
        [_tool("pg_restore"), f"--file={os.devnull}", str(file)], capture_output=True, text=True, check=False
    )
    return " ".join(done.stderr.split())[:500] if done.returncode else ""


def _sqlite_snapshot(source: Path, file: Path) -> Snapshot:
    copy_sqlite(source, file)
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as database:
        cursor = database.cursor()
        counts = _counts(cursor, sqlite_tables(cursor))
        return Snapshot(file, SQLITE, sqlite3.sqlite_version, counts, _migrations(cursor, counts))


def sqlite_tables(cursor: sqlite3.Cursor) -> list[str]:
    """Return the names of the tables of a SQLite database, without its own."""
    rows = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [name for (name,) in rows if not name.startswith("sqlite_")]


def row_counts(database: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows each table has."""
    if vendor_of(database) == SQLITE:
        with closing(sqlite3.connect(database["NAME"])) as connection:
            return _counts(connection.cursor(), sqlite_tables(connection.cursor()))
    with postgres_connection(database) as connection:
        cursor = connection.cursor()
        return _counts(cursor, postgres_tables(cursor))


def _counts(cursor: Any, tables: list[str]) -> dict[str, int]:
    def count(table: str) -> int:
        return int(cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 (its own)

    return {table: count(table) for table in tables}


def _migrations(cursor: Any, counts: Mapping[str, int]) -> list[str]:
    if "django_migrations" not in counts:
        return []
    rows = cursor.execute("SELECT app, name FROM django_migrations").fetchall()
    return sorted({f"{app}.{name}" for app, name in rows})


def _postgres_snapshot(database: Mapping[str, Any], file: Path) -> Snapshot:
    with postgres_connection(database) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor = connection.cursor()
        moment = cursor.execute("SELECT pg_export_snapshot()").fetchone()[0]
        counts = _counts(cursor, postgres_tables(cursor))
        server = str(cursor.execute("SHOW server_version").fetchone()[0])
        _run("pg_dump", database, "--format=custom", "--compress=1", f"--snapshot={moment}", f"--file={file}")
        migrations = _migrations(cursor, counts)
    file.chmod(0o600)
    fsync(file)
    return Snapshot(file, POSTGRES, server, counts, migrations)


def postgres_tables(cursor: Any) -> list[str]:
    """Return the names of the tables in the schema in use."""
    rows = cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    return [str(name) for (name,) in rows]


@contextmanager
def postgres_connection(database: Mapping[str, Any]) -> Iterator[Any]:
    """Connect to a PostgreSQL, each statement a transaction of its own."""
    try:
        import psycopg  # noqa: PLC0415 (an extra)
    except ImportError:
        raise BadInput(NOT_INSTALLED) from None
    try:
        connection = psycopg.connect(**connection_parts(database), autocommit=True)
    except psycopg.OperationalError as error:
        raise KarnError("PostgreSQL does not answer: %(told)s", told=error) from None
    with connection:
        yield connection


def put_back(database: Mapping[str, Any], file: Path) -> None:
    """Fill an empty database from a snapshot's file: wholly, or not at all.

    Raises BadInput where the database has tables, KarnError where PostgreSQL refuses.
    """
    if vendor_of(database) == SQLITE:
        file.rename(database["NAME"])
        return
    with postgres_connection(database) as connection:
        if tables := postgres_tables(connection.cursor()):
            raise BadInput("The database is not empty: it has %(count)s tables.", count=len(tables))
    _run("pg_restore", database, "--single-transaction", "--exit-on-error", "--no-comments", str(file))


def _run(program: str, database: Mapping[str, Any], *options: str) -> None:
    """Run a program of PostgreSQL on the database; its password goes by the environment, unseen."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 (an extra)

    parts = connection_parts(database)
    password = {"PGPASSWORD": str(parts.pop("password"))} if "password" in parts else {}
    done = subprocess.run(
        [_tool(program), f"--dbname={make_conninfo(**parts)}", "--no-owner", "--no-privileges", *options],
        env=os.environ | password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
        raise KarnError("%(program)s did not work: %(told)s", program=program, told=told[:500])


def _tool(program: str) -> str:
    """Return where a program of PostgreSQL lies: beside Karn's own server, else where the shell finds it."""
    folder = own_tools()
    found = shutil.which(program, path=folder) if folder else shutil.which(program)
    if not found:
        raise BadInput("The program %(program)s is missing. %(told)s", program=program, told=NOT_INSTALLED)
    return found
