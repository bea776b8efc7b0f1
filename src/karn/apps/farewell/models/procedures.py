"""Who of us read how leaving works here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ProcedureRead(models.Model):
    """One of us read the page that tells customers how to leave, in the version of that day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=32)
    read_at = models.DateTimeField()

    class Meta:
        """Each version once by each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "version"], name="farewell_read_once")
        ]
