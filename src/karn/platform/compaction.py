"""Leaving nothing of deleted rows in the database's files."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connections

from karn.kernel.errors import KarnError, message

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SECONDS = 20.0
BUSY = message("The database is in use. Finish erasing in a moment.")


def compact(tables: Iterable[str], *, data: Path) -> None:
    """Write each database anew, without what was deleted or overwritten. `tables` are those that changed.

    SQLite: VACUUM of the whole file, then an empty write-ahead log. PostgreSQL: VACUUM FULL of the tables
    and of the statistics kept of them; where Karn runs the server itself, in the folder `data`, also a new
    log, and the old one deleted. Logs, archives and replicas of another server are its owner's. Not inside
    a transaction.
    Raises KarnError where others use the database all the time.
    """
    changed = set(tables)
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            _compact_sqlite(connection)
        else:
            its = changed.intersection(connection.introspection.table_names())
            _compact_postgres(connection, sorted(its), data)


def _compact_sqlite(connection: BaseDatabaseWrapper) -> None:
    ends = time.monotonic() + SECONDS
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA temp_store = FILE")
                cursor.execute("VACUUM")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except OperationalError:
            busy = 1
        if not busy:
            return
        if time.monotonic() > ends:
            raise KarnError(BUSY)
        time.sleep(0.1)


def _compact_postgres(connection: BaseDatabaseWrapper, tables: list[str], data: Path) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_master = bool((cursor.fetchone() or (False,))[0])
        if is_master:
            # The most common values of every column stand there, and stay where a table has none any more.
            cursor.execute(
                "DELETE FROM pg_statistic WHERE starelid IN (SELECT to_regclass(quote_ident(name)) "
                "FROM unnest(%s::text[]) AS name)",
                [tables],
            )
        for table in tables:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {quote(table)}")
        if is_master:
            cursor.execute("VACUUM FULL pg_statistic")
            cursor.execute("SHOW data_directory")
            if Path(cursor.fetchone()[0]).is_relative_to(data):
                _renew_log(cursor)


def _renew_log(cursor: Any) -> None:
    """Let the server begin a new segment of its log and delete those before, instead of using them again."""
    cursor.execute("SHOW wal_recycle")
    if cursor.fetchone()[0] != "off":
        cursor.execute("ALTER SYSTEM SET wal_recycle = off")
        cursor.execute("SELECT pg_reload_conf()")
    for _twice in range(2):
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
