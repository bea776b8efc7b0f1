"""Storing one row: with its history, and only over what its changer has seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import contacts_visible_to, is_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, may
from karn.kernel.errors import BadInput
from karn.platform.facts import ERASED_SOURCE, Fact, next_version
from karn.platform.versions import ChangedMeanwhile, refuse_unseen

__all__ = [
    "ChangedMeanwhile",
    "add_row",
    "change_row",
    "keep_beginning",
    "keep_state",
    "locked_contact",
    "locked_customer",
    "refuse_unless",
    "save_row",
]

Row = TypeVar("Row", Customer, Contact)


def refuse_unless(by: Person | None, deed: Deed) -> None:
    """Raise BadInput for somebody whose role may not do this; nobody (None) is Karn itself."""
    if by is not None and not may(by.role, deed):
        raise BadInput("Your role, %(role)s, may not do this.", role=ROLE_NAMES.get(by.role, by.role))


def locked_customer(number: int, *, by: Person | None) -> Customer:
    """Return the customer this person may see, locked until the transaction ends; nobody is Karn itself.

    Raises Customer.DoesNotExist for one there is not, that this person may not see, or that was erased:
    nothing is said of such a one any more.
    """
    its = Customer.objects.select_for_update(of=("self",)).exclude(source=ERASED_SOURCE)
    return its.get(pk=number) if by is None else its.get(is_visible_to(by, "pk"), pk=number)


def locked_contact(number: int, *, by: Person) -> Contact:
    """Return the contact of a customer this person may see, locked until the transaction ends.

    Raises Contact.DoesNotExist for one there is not, or that this person may not see.
    """
    return contacts_visible_to(by).select_for_update(of=("self",)).get(pk=number)


def add_row(row: Row, *, by: Person | None, at: datetime, how: str = "") -> Row:
    """Store a new row, and that `by` made it. Raises BadInput for a value that cannot be."""
    _check(row)
    save_row(row, by=by, at=at, how=how)
    return row


def change_row(
    row: Row,
    facts: Mapping[str, Any],
    *,
    by: Person | None,
    at: datetime,
    seen: str | None = None,
    how: str = "",
) -> bool:
    """Store the facts that differ, and who changed them; say whether any did.

    `seen` is the version the changer read. Raises ChangedMeanwhile where another one stands there now,
    and BadInput for a value that cannot be. The row is locked by the caller.
    """
    refuse_unseen(row, seen)
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return False
    keep_beginning(row)
    _put(row, changed, at)
    _check(row)
    save_row(row, by=by, at=at, how=how)
    return True


def _put(row: Customer | Contact, facts: Mapping[str, Any], at: datetime) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.known_at = next_version(row.known_at, at)


def _state(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def keep_beginning(row: Fact) -> None:
    """Keep the row as it stands as the beginning of its history, where it has none: imports write none."""
    history: Any = type(row).history  # type: ignore[attr-defined]  # of every model whose rows people change
    if not history.filter(id=row.pk).exists():
        history.model.objects.create(history_date=row.known_at, history_type="+", **_state(row))


def keep_state(row: Fact, *, by: Person | None, at: datetime, how: str = "") -> None:
    """Keep the row as it was just stored in its history: `by` changed it."""
    history: Any = type(row).history  # type: ignore[attr-defined]
    history.model.objects.create(
        history_date=at, history_type="~", history_user=by, history_change_reason=how, **_state(row)
    )


def _check(row: Customer | Contact) -> None:
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        told = "; ".join(
            f"{_label(row, name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()
        )
        raise BadInput(told) from error


def _label(row: Customer | Contact, name: str) -> str:
    field: Any = row._meta.get_field(name) if name != "__all__" else None
    return str(capfirst(str(field.verbose_name))) if field else ""


def save_row(row: Fact, *, by: Person | None, at: datetime, how: str = "") -> None:
    """Store the row; its history says who did and when."""
    told = {"_history_user": by, "_history_date": at, "_change_reason": how}
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    for name in told:
        delattr(row, name)
