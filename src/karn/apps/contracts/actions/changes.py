"""Storing rows by hand, with what they were before, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Edit, EditDeed
from karn.apps.contracts.queries.edits import is_as_stored, state_of
from karn.apps.customers.actions.rows import locked_customer, refuse_unless
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.signals import customers_changed
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.facts import OWN_SOURCE, next_version
from karn.platform.versions import refuse_unseen

NEWER = "Something newer changed this: it cannot be taken back by itself any more."


class Changes:
    """What one action does to the rows of one customer. Use it inside a transaction, then :meth:`keep`."""

    def __init__(self, at: datetime) -> None:
        """Begin without a change, at the instant `at`."""
        self._at = at
        self._rows: list[dict[str, Any]] = []

    def add(self, row: models.Model) -> None:
        """Store a new row. Raises BadInput for a value that cannot be."""
        _refuse_bad(row)
        row.save(force_insert=True)
        self._note(row, None, state_of(row))

    def change(self, row: Any, facts: Mapping[str, Any]) -> bool:
        """Store the facts that differ; say whether any did. Raises BadInput for a value that cannot be."""
        told = {name: value for name, value in facts.items() if getattr(row, name) != value}
        if not told:
            return False
        before = state_of(row)
        for name, value in told.items():
            setattr(row, name, value)
        row.known_at = next_version(row.known_at, self._at)
        _refuse_bad(row)
        row.save()
        self._note(row, before, state_of(row))
        return True

    def remove(self, row: models.Model) -> None:
        """Take a row away."""
        number, before = row.pk, state_of(row)
        row.delete()
        self._rows.append({"model": row._meta.model_name, "id": number, "before": before, "after": None})

    def keep(self, customer: Customer, deed: EditDeed, *, by: Person | None) -> Edit | None:
        """Write down what was done, in the journal and in the audit log; nothing where nothing was."""
        if not self._rows:
            return None
        edit = Edit.objects.create(customer=customer, deed=deed, rows=self._rows, at=self._at, by=by)
        _tell(customer, by=by, at=self._at, detail=f"{deed.value} {edit.pk}")
        return edit

    def _note(self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        name = row._meta.model_name
        self._rows.append({"model": name, "id": row.pk, "before": before, "after": after})


def own_fact(at: datetime) -> dict[str, Any]:
    """Return source, id and time of a row made by hand."""
    return {"source": OWN_SOURCE, "source_id": uuid4().hex, "known_at": at}


def known_from(day: date, at: datetime) -> datetime:
    """Return since when something is known that holds from `day` on: that day's begin, at the latest `at`."""
    return min(datetime.combine(day, time(), ZoneInfo(current_company().zone)), at)


def customer_to_change(number: int, *, by: Person | None) -> Customer:
    """Return the customer (its id), locked; nobody (None) is Karn itself, at a customer's own word.

    Raises BadInput, or Customer.DoesNotExist for one not visible.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    return locked_customer(number, by=by)


def row_to_change(
    rows: models.QuerySet[Any],
    number: int,
    *,
    by: Person | None,
    seen: str | None = None,
    of: str = "customer",
) -> Any:
    """Return one of `rows` that belongs to a customer (by the path `of`) this person sees, and lock it.

    Raises ObjectDoesNotExist for one there is not, ChangedMeanwhile where `seen` is another version.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    visible = rows if by is None else rows.filter(**{f"{of}__in": customers_visible_to(by)})
    # The customer's row is what everybody waits for who changes anything of it.
    locked_customer(visible.values_list(of, flat=True).get(pk=number), by=by)
    row = visible.get(pk=number)
    refuse_unseen(row, seen)
    return row


def undo_edit(*, edit: int, by: Person, at: datetime) -> Edit:
    """Take back one thing done by hand (the edit's id): every row is again as it was before.

    Raises BadInput where something newer changed or uses one of them, Edit.DoesNotExist for one that
    `by` may not see.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        visible = Edit.objects.filter(customer__in=customers_visible_to(by))
        customer = locked_customer(visible.values_list("customer", flat=True).get(pk=edit), by=by)
        done = visible.get(pk=edit)
        if done.undone_at is not None:
            raise BadInput("This was taken back already.")
        made = {(row["model"], row["id"]) for row in done.rows if row["before"] is None}
        for row in reversed(done.rows):
            _put_back(row, customer, made, at)
        done.undone_at, done.undone_by = at, by
        done.save(update_fields=["undone_at", "undone_by"])
        _tell(customer, by=by, at=at, detail=f"undo {done.deed} {done.pk}")
    return done


def _put_back(told: dict[str, Any], customer: Customer, made: set[tuple[str, int]], at: datetime) -> None:
    model = apps.get_model("contracts", told["model"])
    row = model._base_manager.filter(pk=told["id"]).first()
    if not is_as_stored(row, told):
        raise BadInput(NEWER)
    if told["before"] is None:
        _refuse_used(row, made)
        row.delete()
        return
    row = row or model(pk=told["id"])
    for field in model._meta.concrete_fields:
        if told["after"] is None or told["before"][field.attname] != told["after"][field.attname]:
            setattr(row, field.attname, field.to_python(told["before"][field.attname]))
    if hasattr(row, "customer_id"):
        row.customer_id = customer.pk
    row.known_at = next_version(row.known_at, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BadInput(NEWER) from error


def _refuse_used(row: models.Model, made: set[tuple[str, int]]) -> None:
    """Refuse to delete a row to which something belongs that came later."""
    for relation in row._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            its = relation.related_model._base_manager.filter(**{relation.field.name: row})
            name = relation.related_model._meta.model_name
            if any((name, number) not in made for number in its.values_list("pk", flat=True)):
                raise BadInput(NEWER)


def _tell(customer: Customer, *, by: Person | None, at: datetime, detail: str) -> None:
    record(by=by, deed=Event.CUSTOMER_CHANGED, about=customer, at=at, detail=detail)
    customers_changed.send(sender=Customer, numbers=[customer.pk], at=at)


def _refuse_bad(row: models.Model) -> None:
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        told = "; ".join(
            f"{_label(row, name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()
        )
        raise BadInput(told) from error


def _label(row: models.Model, name: str) -> str:
    field: Any = row._meta.get_field(name) if name != "__all__" else None
    return str(capfirst(str(field.verbose_name))) if field else ""
