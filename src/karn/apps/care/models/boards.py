"""Boards that came from Trello: read, looked at, taken in, taken back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer


class BoardImport(models.Model):
    """One board of one customer. `board` is what was read, until it is taken in or thrown away.

    `journal` is what it takes to take it back: the problems that were made, and of changed ones what stood
    there before, each with the version that the import left behind.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("board"), max_length=200, blank=True)
    board = models.JSONField(default=dict, blank=True)
    journal = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-made_at"], name="care_board_customer")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether it was looked at only."""
        return self.done_at is None
