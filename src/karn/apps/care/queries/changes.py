"""What was changed of rows of the routine, as the journal keeps it."""

from __future__ import annotations

from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.promises import Promise
from karn.apps.care.models.rows import Row
from karn.apps.care.models.start_ups import StartUp
from karn.apps.people.models import Change

TABLES: dict[str, type[Row]] = {table._meta.label_lower: table for table in (Expectation, Promise, StartUp)}
"""Whose changes can be taken back, by the name the journal has for them."""


def newest_change(row: Row) -> Change | None:
    """Return the last change of a row. One query."""
    its = Change.objects.filter(kind=row._meta.label_lower, object=row.pk)
    return its.order_by("-pk").first()
