"""Keeping what was changed of what the company set up: who, when, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from karn.apps.people.models import Change, Person

MADE, CHANGED, BIN, RESTORE, ERASE = "made", "", "bin", "restore", "erase"
"""How a change came about."""


def keep_change(
    about: models.Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: Person | None,
    at: datetime,
    how: str = CHANGED,
) -> bool:
    """Keep how the facts of a row (JSON, by name) were and are; say whether any of them differ.

    Call it inside the transaction of the change. What is the same is left out, and a change of nothing.
    """
    differ = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not differ and how == CHANGED:
        return False
    Change.objects.create(
        kind=about._meta.label_lower,
        object=about.pk,
        by=by,
        at=at,
        how=how,
        before={name: before[name] for name in differ if name in before},
        after={name: after[name] for name in differ if name in after},
    )
    return True
