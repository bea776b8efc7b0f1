"""The history of rows that an import changes, written in bulk like the rows themselves.

A row that an import made has no history: it is what it was. Its history begins with the first change.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from karn.apps.intake.targets.stage import NAME
from karn.apps.intake.targets.upserts import Upsert


def has_history(upsert: Upsert) -> bool:
    """Whether the history of the upsert's rows is kept, and it changes any."""
    return hasattr(upsert.model, "history") and not upsert.keeps


def beginning(upsert: Upsert, given: frozenset[str]) -> str:
    """Return the statement that keeps rows as they stand, where they change for the first time."""
    return _insert(
        upsert,
        "t.known_at, '+', '', NULL",
        f"({upsert.changed('t', given)}) AND NOT {_exists(upsert)}",
    )


def change(upsert: Upsert) -> str:
    """Return the statement that keeps rows as the import left them, where it changed them."""
    return _insert(upsert, "%(at)s, '~', 'import', %(by)s", f"t.known_at = %(at)s AND {_exists(upsert)}")


def _insert(upsert: Upsert, told: str, where: str) -> str:
    quote = connection.ops.quote_name
    names = [quote(str(field.column)) for field in upsert.model._meta.concrete_fields]
    stamps = ("history_date", "history_type", "history_change_reason", "history_user_id")
    return (
        f"INSERT INTO {quote(_history(upsert)._meta.db_table)} ({', '.join([*names, *stamps])}) "  # noqa: S608 (names from models)
        f"SELECT {', '.join(f't.{name}' for name in names)}, {told} "
        # A cross join keeps SQLite from starting at the table and looking for each of its rows in the stage.
        f"FROM {NAME} s CROSS JOIN {upsert.table} t WHERE {upsert.found('t')} AND {upsert.where} AND {where}"
    )


def _exists(upsert: Upsert) -> str:
    table = connection.ops.quote_name(_history(upsert)._meta.db_table)
    return f"EXISTS (SELECT 1 FROM {table} h WHERE h.id = t.id)"  # noqa: S608 (a name from a model)


def _history(upsert: Upsert) -> type[models.Model]:
    tracked: Any = upsert.model
    model: type[models.Model] = tracked.history.model
    return model
