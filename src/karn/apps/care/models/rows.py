"""What all rows of the routine have in common that people write and change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from karn.platform.versions import facts_of


class Row(models.Model):
    """A row that somebody wrote: each change of its FACTS is kept in the journal, and can be taken back."""

    FACTS: ClassVar[tuple[str, ...]] = ()

    made_at = models.DateTimeField()
    # Nobody made what the client added, or what began by itself.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Abstract: each noun is a table of its own."""

        abstract = True

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def facts(self) -> dict[str, Any]:
        """What people say of it, as the journal keeps it."""
        return facts_of(self, self.FACTS)
