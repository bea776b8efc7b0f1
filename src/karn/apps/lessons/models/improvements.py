"""What is done about why customers leave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.platform.versions import facts_of

OPEN_IMPROVEMENT = Q(done_on__isnull=True, removed_at__isnull=True)
"""Improvements that somebody still has to do."""


class Improvement(models.Model):
    """One reason for leaving, what is done about it, by whom, by when; and the day it was done.

    `reason` is a code of the list of reasons. From the day it was done the share of the reason is counted
    before and after.
    """

    FACTS = ("reason", "what", "owner_id", "due_on", "done_on", "removed_at")

    reason = models.CharField(_("why they leave"), max_length=40)
    what = models.CharField(_("what you do about it"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who sees to it"), on_delete=models.SET_NULL, null=True,
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField(_("done by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.what

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def facts(self) -> dict[str, Any]:
        """What people say of it, as the journal keeps it."""
        return facts_of(self, self.FACTS)
