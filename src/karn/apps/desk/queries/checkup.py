"""Whether everything Karn keeps is whole: database, references, audit log, lake, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from karn.apps.mailing.actions.ledger import listed as listed_objections
from karn.apps.mailing.queries.digests import flaw_of_key, standing_count
from karn.apps.people.queries.audit import flaw_of_the_log, head_of_the_log
from karn.apps.personal.actions.ledger import listed_erasures
from karn.apps.personal.models import Erasure
from karn.engine import open_lake
from karn.kernel.errors import KarnError
from karn.platform.databases import EXITS

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Flaw(Exception):
    """What is wrong, in English: commands say it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One part that was looked at: `told` says how large it is, `flaw` the first bad thing, if any."""

    part: str
    told: str = ""
    flaw: str = ""


def check_everything() -> Iterator[Checked]:
    """Read everything Karn keeps, part by part. Seconds to minutes; nothing is changed."""
    parts: dict[str, Callable[[], str]] = {
        "database": lambda: _database(connections[DEFAULT_DB_ALIAS]),
        "exit answers": lambda: _database(connections[EXITS]),
        "references between rows": _references,
        "audit log": _audit_log,
        "lake": _lake,
        "list of erasures": _erasures,
        "objections": _objections,
    }
    for part, look in parts.items():
        try:
            yield Checked(part, told=look())
        except (Flaw, KarnError, DatabaseError) as error:
            yield Checked(part, flaw=" ".join(str(error).split()))


def _database(connection: BaseDatabaseWrapper) -> str:
    """Read every page of it. PostgreSQL checks a sum over each page that it reads."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            told = str(cursor.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if told != "ok":
                raise Flaw(told)
        tables = connection.introspection.table_names(cursor)
        rows = sum(_rows_read(connection, cursor, table) for table in tables)
    return f"{rows:,} rows"


def _rows_read(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> int:
    named = connection.ops.quote_name(table)
    if connection.vendor == "sqlite":
        cursor.execute(f"SELECT count(*) FROM {named}")  # noqa: S608 (its own names)
    else:
        # Not by an index: every value of every row, wherever it is kept.
        cursor.execute(f"SELECT count(length(t::text)) FROM {named} AS t")  # noqa: S608
    return int(cursor.fetchone()[0])


def _references() -> str:
    """Look for rows that point at no row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            row = cursor.execute("PRAGMA foreign_key_check").fetchone()
            if row:
                raise Flaw(f"a row of {row[0]} points at no row of {row[2]}")
        else:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname LIMIT 1"
            )
            if row := cursor.fetchone():
                raise Flaw(f"the constraint {row[0]} was never checked")
    return "each points at a row"


def _audit_log() -> str:
    newest = head_of_the_log().number
    if (flaw := flaw_of_the_log()) is not None:
        raise Flaw(f"entry {flaw.number} is {flaw.what}: see karn audit verify")
    return f"{newest:,} entries, each as it was written"


def _lake() -> str:
    if not (settings.INSTALLATION.lake / "manifest.json").exists():
        return "not made yet"
    return f"{len(open_lake(settings.INSTALLATION.lake).tables):,} tables, every file as it was written"


def _erasures() -> str:
    listed = {entry.reference for entry in listed_erasures()}
    missing = listed - set(Erasure.objects.values_list("reference", flat=True))
    if missing:
        raise Flaw(f"{len(missing)} are not done in this database: run karn personal replay")
    return f"{len(listed):,} erasures, all done here"


def _objections() -> str:
    if flaw := flaw_of_key():
        raise Flaw(flaw)
    listed = sum(line.stands for line in listed_objections())
    closed = f"{standing_count():,} addresses closed to mail, by their key"
    return f"{closed}; {listed:,} on the list beside the backups"
