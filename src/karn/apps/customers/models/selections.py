"""Customers chosen from a list, and what was done with all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Together(models.TextChoices):
    """What can be done with many customers together."""

    OWNER = "owner", _("Give to an account manager")
    TEAM = "team", _("Put into a team")
    KEY = "key", _("Mark as key clients, or not")
    ATTRIBUTE = "attribute", _("Set an attribute of your own")
    BIN = "bin", _("Move to the bin")
    RESTORE = "restore", _("Take out of the bin")


class Selection(models.Model):
    """Customers somebody chose, each as it stood then; once something is done with them, what it was.

    What they were before stands in their history alone, under :attr:`how`.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField()
    # Their ids and versions, in the order of the list: [[7, 1795349000000000], …].
    customers = models.JSONField(default=list)
    deed = models.CharField(max_length=10, choices=Together.choices, blank=True)
    # Which attribute of the company's own was set.
    attribute = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The ids of those who were changed; how many were left out, because somebody changed them meanwhile.
    changed = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)

    @property
    def how(self) -> str:
        """What the history of each customer names as the way it was changed."""
        return f"together {self.pk}"
