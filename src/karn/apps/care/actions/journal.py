"""Storing rows of the routine: each change is kept, and what was done at one moment can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from karn.apps.care.models.moments import Moment
from karn.apps.care.models.rows import Row
from karn.apps.care.queries.changes import TABLES
from karn.apps.people.actions.journal import BIN, MADE, RESTORE, keep_change
from karn.apps.people.models import Change, Person
from karn.kernel.errors import BadInput
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

__all__ = ["BIN", "MADE", "RESTORE", "UNDO", "make_row", "store_row", "take_back"]

UNDO = "undo"


def make_row(row: Row, *, by: Person | None, at: datetime) -> None:
    """Store a new row, and that `by` made it."""
    row.made_at = row.changed_at = at
    row.made_by = by
    row.save()
    keep_change(row, {}, row.facts, by=by, at=at, how=MADE)


def store_row(
    row: Row,
    facts: Mapping[str, Any],
    *,
    by: Person | None,
    at: datetime,
    how: str = "",
    seen: str | None = None,
) -> bool:
    """Store the facts that differ, and who changed them; say whether any did. The caller locks the row.

    Raises ChangedMeanwhile where another version stands there than `seen`.
    """
    refuse_unseen(row, seen)
    before = row.facts
    for name, value in facts.items():
        setattr(row, name, value)
    if row.facts == before:
        return False
    row.changed_at = next_version(row.changed_at, at)
    row.save()
    return keep_change(row, before, row.facts, by=by, at=at, how=how)


def take_back(*, customer_id: int, change: int, by: Person, at: datetime) -> list[Row]:
    """Take back what was done in the moment of this change, for one customer; return the rows.

    What came into being goes into the bin. Raises Change.DoesNotExist for a change of nothing of this
    customer, and BadInput where something newer touched one of the rows.
    """
    first = Change.objects.get(pk=change, kind__in=TABLES)
    together = Change.objects.filter(kind__in=TABLES, at=first.at, by=first.by_id).order_by("-pk")
    rows = [row for one in together if (row := _taken_back(one, customer_id, by, at)) is not None]
    if not any(row.pk == first.object and row._meta.label_lower == first.kind for row in rows):
        raise Change.DoesNotExist
    Moment.objects.filter(customer=customer_id, known_at=first.at).delete()
    return rows


def _taken_back(one: Change, customer_id: int, by: Person, at: datetime) -> Row | None:
    table: Any = TABLES[one.kind]
    row: Row | None = table.objects.select_for_update().filter(pk=one.object, customer=customer_id).first()
    if row is None:
        return None
    stands = row.facts
    if one.how == UNDO or any(stands[name] != value for name, value in one.after.items()):
        raise BadInput("Something newer changed this: it cannot be taken back by itself any more.")
    facts = (
        {"removed_at": at}
        if one.how == MADE
        else {name: _read(row, name, one.before[name]) for name in one.before}
    )
    store_row(row, facts, by=by, at=at, how=BIN if one.how == MADE else UNDO)
    return row


def _read(row: Row, name: str, value: Any) -> Any:
    field: Any = row._meta.get_field(name)
    if value is None or isinstance(field, models.ForeignKey):
        return value
    return field.to_python(value)
