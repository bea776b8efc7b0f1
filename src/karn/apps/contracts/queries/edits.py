"""What was changed by hand of contracts and money: the journal, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from karn.apps.contracts.models import Edit, State
from karn.apps.contracts.models.edits import EditDeed
from karn.apps.customers.models import Customer

SHOWN = 100
"""So many edits are shown, the newest."""

_ALWAYS_NEW = frozenset({"known_at", "ends_known_at", "customer_id"})
_UNTOLD = _ALWAYS_NEW | {
    "id",
    "source",
    "source_id",
    "subscription_id",
    "invoice_id",
    "order_id",
    "mrr",
    "by_hand",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One field of one row before and after, in words; `label` is its name."""

    label: str
    before: Any
    after: Any


def state_of(row: models.Model) -> dict[str, Any]:
    """Return the row's columns as JSON holds them, as they are stored now. One query."""
    stored = type(row)._base_manager.get(pk=row.pk)
    return {field.attname: _plain(getattr(stored, field.attname)) for field in row._meta.concrete_fields}


def is_as_stored(row: models.Model | None, told: dict[str, Any]) -> bool:
    """Say whether a row of a journal is still as the edit left it, as far as the edit changed it."""
    if row is None or told["after"] is None:
        return row is None and told["after"] is None
    now, before = state_of(row), told["before"]
    return all(
        now[name] == value
        for name, value in told["after"].items()
        if name not in _ALWAYS_NEW and (before is None or before[name] != value)
    )


def edits_of(customer: Customer) -> list[Edit]:
    """Return what was done by hand to what a customer buys and pays, newest first. One query."""
    its = Edit.objects.filter(customer=customer).select_related("by", "undone_by")
    return list(its.order_by("-at", "-pk")[:SHOWN])


def told_of(edit: Edit) -> list[list[Told]]:
    """Return, per row that an edit touched, the fields it changed; of a new or removed row all it had."""
    return [fields for row in edit.rows if (fields := _fields(row))]


def pause_of(edit: Edit) -> tuple[date, date] | None:
    """Return the first day of a pause and the day it was to end, or None for an edit that is no pause."""
    if edit.deed != EditDeed.PAUSED:
        return None
    states = [row["after"] for row in edit.rows if row["model"] == "pricestate" and row["after"]]
    found = [(one["starts_on"], one["ends_on"]) for one in states if one["state"] == State.PAUSED]
    if not found or not all(map(all, found)):
        return None
    return date.fromisoformat(min(found)[0]), date.fromisoformat(max(found)[1])


def _fields(row: dict[str, Any]) -> list[Told]:
    before, after = row["before"] or {}, row["after"] or {}
    found = []
    for field in apps.get_model("contracts", row["model"])._meta.concrete_fields:
        one, other = before.get(field.attname), after.get(field.attname)
        if field.attname not in _UNTOLD and one != other and (one or other):
            found.append(Told(str(field.verbose_name), _in_words(field, one), _in_words(field, other)))
    return found


def _in_words(field: models.Field[Any, Any], value: Any) -> Any:
    if value in (None, ""):
        return ""
    return dict(field.flatchoices).get(value) or field.to_python(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
