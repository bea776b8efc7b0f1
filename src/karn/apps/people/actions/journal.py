"""Keeping what was changed of what the company set up: who, when, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from karn.apps.people.models import Change, Person
from karn.platform.versions import facts_of

MADE, CHANGED, BIN, RESTORE, ERASE = "made", "", "bin", "restore", "erase"
"""How a change came about."""


def store_changed(row: models.Model, *, by: Person | None, at: datetime) -> bool:
    """Store a row that was changed, and keep how its FACTS were and are; say whether any of them differ.

    The caller holds the row, locked.
    """
    names: tuple[str, ...] = row.FACTS  # type: ignore[attr-defined]  # of every model that is stored so
    before = facts_of(type(row)._base_manager.get(pk=row.pk), names)
    row.save()
    return keep_change(row, before, facts_of(row, names), by=by, at=at)


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
