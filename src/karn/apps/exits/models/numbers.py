"""Numbers of rows that tell no order."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models

_LARGEST = 2**53
"""Kept exactly by whatever reads it."""


class Unordered(models.Model):
    """A row with a random number: which of two came first cannot be told from it."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        """No table of its own."""

        abstract = True
        ordering: ClassVar = ["id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; a new one under a random number."""
        if not self.pk:
            self.pk = secrets.randbelow(_LARGEST) + 1
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)
