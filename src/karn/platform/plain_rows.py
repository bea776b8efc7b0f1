"""Very many rows as the database hands them over: where making objects of them takes longest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet, TextField
from django.db.models.functions import Cast

ROWS_AT_ONCE = 20_000


def plain_rows(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield what a `values_list` selects, not converted: see :func:`as_text`."""
    sql, parameters = rows.query.get_compiler(connection.alias).as_sql()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            yield from found


def as_text(moment: str | Max) -> Cast:
    """Select a moment as text: SQLite's driver would else make a time of each, slowly."""
    return Cast(moment, TextField())


def moment_of(told: str) -> datetime:
    """Return the moment that :func:`as_text` selected: in UTC, which SQLite does not say."""
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
