"""The company's own attributes: what it keeps of its customers, of which kind, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.customers.models import AttributeKind, AttributeType, Purpose
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain
from karn.platform.versions import refuse_unseen

FEWEST_CHOICES = 2


def keep_attribute(
    *,
    name: str,
    by: Person,
    at: datetime,
    type: str = AttributeType.TEXT,  # noqa: A002 (the field's name)
    choices: Sequence[str] = (),
    purpose: str = Purpose.SERVICE,
    source: str = "",
    seen: str | None = None,
) -> AttributeKind:
    """Declare an attribute, or change how the one of this name is declared; values stay as they are.

    `seen` is the :attr:`AttributeKind.version` the changer read, empty for who means a new one. Raises
    ChangedMeanwhile where another one stands there now, and BadInput.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    kept = list(dict.fromkeys(choice.strip() for choice in choices if choice.strip()))
    if type == AttributeType.CHOICE and len(kept) < FEWEST_CHOICES:
        raise BadInput("Give at least two choices.")
    with transaction.atomic():
        name = plain(name)
        stored = AttributeKind.everything.select_for_update().filter(name=name).first()
        if stored is not None and stored.deleted_at is None:
            refuse_unseen(stored, seen)
        how = MADE if stored is None else RESTORE if stored.deleted_at else CHANGED
        kind, before = stored or AttributeKind(name=name), stored.facts if stored else {}
        kind.deleted_at = None
        kind.type, kind.purpose, kind.source = type, purpose, source.strip()
        kind.choices = kept if type == AttributeType.CHOICE else []
        try:
            kind.full_clean()
        except ValidationError as error:
            told = " ".join(error.messages)
            raise BadInput(told) from error
        kind.save()
        keep_change(kind, before, kind.facts, by=by, at=at, how=how)
        record(by=by, deed=Event.COMPANY_CHANGED, about=kind, at=at, detail="attribute")
    return kind


def drop_attribute(*, kind: AttributeKind, by: Person, at: datetime) -> None:
    """Put the declaration of an attribute into the bin; the values customers have stay, as text."""
    _throw(kind, at, "attribute dropped", BIN, by=by, at=at)


def restore_attribute(*, kind: AttributeKind, by: Person, at: datetime) -> None:
    """Declare an attribute again that is in the bin, as it was."""
    _throw(kind, None, "attribute restored", RESTORE, by=by, at=at)


def _throw(
    kind: AttributeKind, deleted_at: datetime | None, detail: str, how: str, *, by: Person, at: datetime
) -> None:
    refuse_unless(by, Deed.CHANGE_COMPANY)
    with transaction.atomic():
        kind.deleted_at = deleted_at
        kind.save(update_fields=["deleted_at"])
        keep_change(kind, {}, {}, by=by, at=at, how=how)
        record(by=by, deed=Event.COMPANY_CHANGED, about=kind, at=at, detail=detail)
