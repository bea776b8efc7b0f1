"""What was changed of what the company set up."""

from __future__ import annotations

from django.db import models

from karn.apps.people.models import Change

SHOWN = 100
"""So many changes are shown, the newest."""


def changes_about(about: models.Model) -> list[Change]:
    """Return the latest changes of a row, newest first, with who made them. One query."""
    return list(_about(about)[:SHOWN])


def every_change_about(about: models.Model) -> list[Change]:
    """Return all changes of a row, newest first, with who made them. One query."""
    return list(_about(about))


def _about(about: models.Model) -> models.QuerySet[Change]:
    its = Change.objects.filter(kind=about._meta.label_lower, object=about.pk)
    return its.select_related("by").order_by("-pk")
