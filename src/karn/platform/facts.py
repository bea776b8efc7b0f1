"""Where a fact came from, and when it was known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

OWN_SOURCE = "karn"
"""The source of what people make by hand."""

ERASED_SOURCE = "erased"
"""The source of rows that were about a person who was erased; their number is their own."""


def next_version(stands: datetime | None, at: datetime) -> datetime:
    """Return the time a row's new version bears: later than any it had, however coarse or wrong the clock."""
    return at if stands is None or at > stands else stands + timedelta(microseconds=1)


class Fact(models.Model):
    """A row that came from somewhere: its source, its id there, and when it was known.

    `known_at` is the source's own timestamp for things that are only added (invoices, calls, orders)
    and the time of the import for attributes that can change. A source's id is unique per kind of
    fact, so that the same file imported again finds its rows.
    """

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=200)
    known_at = models.DateTimeField()

    class Meta:
        """Abstract: each kind of fact is a table of its own."""

        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_id"], name="%(app_label)s_%(class)s_source_id")
        ]
