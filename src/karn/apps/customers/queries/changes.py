"""Who changed what of a customer and its contacts, from what to what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person, Team
from karn.platform.facts import Fact

SHOWN = 100
"""So many changes are shown, the newest."""

ATTRIBUTE = "attributes."
_UNTOLD = frozenset(
    {"id", "source", "source_id", "known_at", "customer", "changed_at", "logged_by", "settled_by"}
)
# What only restoring or undoing the merge takes back.
_ELSEWHERE = frozenset({"deleted_at", "merged_into", "removed_at"})
SUBJECTS: dict[str, type[Customer | Contact]] = {"customer": Customer, "contact": Contact}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after. `label` is its name in words; an attribute's label is its own name."""

    name: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `number` is its place in the history of its `subject` (customer or contact).

    `how` is a code: nothing (by hand), import, merge, unmerge, undo, bin, restore. `by` is empty for what
    nobody did by hand. `made` says that the row came into being. `may_be_undone`: nothing newer
    touched what it changed.
    """

    subject: str
    number: int
    row: int
    name: str
    at: datetime
    by: str
    how: str
    made: bool
    fields: tuple[FieldChange, ...]
    may_be_undone: bool


def changes_of(customer: Customer) -> list[Change]:
    """Return the latest changes of a customer and its contacts, newest first. At most seven queries."""
    contacts = list(Contact.everything.filter(customer=customer))
    found = [*changes_among("customer", [customer]), *changes_among("contact", contacts)]
    newest = sorted(found, key=lambda change: (change.at, change.number), reverse=True)
    return with_names(with_names(newest[:SHOWN], "owner", Person), "team", Team)


def change_numbered(subject: str, number: int) -> tuple[Any, Any] | None:
    """Return the stored states before and after one change, or None where there is no such change."""
    history = SUBJECTS[subject].history.model.objects
    after = history.filter(history_id=number).first()
    if after is None:
        return None
    before = history.filter(id=after.id, history_id__lt=number).order_by("-history_id").first()
    return (before, after) if before is not None else None


def changed_fields(before: Any, after: Any) -> list[FieldChange]:
    """Return how two stored states of one row differ; of attributes, each one that does."""
    changes = []
    for field in after.instance_type._meta.concrete_fields:
        one, other = getattr(before, field.attname), getattr(after, field.attname)
        if field.name in _UNTOLD or one == other:
            continue
        if field.name == "attributes":
            changes += list(_attribute_changes(one, other))
        else:
            changes.append(
                FieldChange(
                    field.name, str(field.verbose_name), _in_words(field, one), _in_words(field, other)
                )
            )
    return changes


def stands(row: Fact, before: Any, after: Any) -> bool:
    """Whether what changed between two stored states is still so in the row, and may be taken back here."""
    fields = changed_fields(before, after)
    if not fields or after.history_change_reason in {"merge", "unmerge"}:
        return False
    return all(change.name not in _ELSEWHERE and _is_as_in(row, after, change.name) for change in fields)


def _is_as_in(row: Fact, state: Any, name: str) -> bool:
    if name.startswith(ATTRIBUTE):
        key = name.removeprefix(ATTRIBUTE)
        return bool(row.attributes.get(key) == state.attributes.get(key))  # type: ignore[attr-defined]  # customers have them
    field: Any = type(row)._meta.get_field(name)
    attribute = field.attname
    return bool(getattr(row, attribute) == getattr(state, attribute))


def changes_among(subject: str, rows: Sequence[Any]) -> Iterator[Change]:
    """Yield the latest changes of rows of one model, `subject`, each row's newest first. One query."""
    if not rows:
        return
    by_number = {row.pk: row for row in rows}
    states = type(rows[0]).history.model.objects.filter(id__in=by_number)
    states = states.select_related("history_user").order_by("id", "-history_id")[: 4 * SHOWN]
    for after, before in pairwise([*states, None]):
        same = before is not None and before.id == after.id
        if not same and after.history_type != "+":
            continue  # what came before is not shown any more
        fields = tuple(changed_fields(before, after)) if same else ()
        if fields or not same:
            row = by_number[after.id]
            yield Change(
                subject=subject,
                number=after.history_id,
                row=row.pk,
                name=getattr(row, "name", ""),
                at=after.history_date,
                by=after.history_user.name if after.history_user else "",
                how=after.history_change_reason or "",
                made=not same,
                fields=fields,
                may_be_undone=same and stands(row, before, after),
            )


def _attribute_changes(one: dict[str, Any], other: dict[str, Any]) -> Iterator[FieldChange]:
    for name in sorted({*one, *other}):
        before, after = one.get(name, ""), other.get(name, "")
        if before != after:
            yield FieldChange(f"{ATTRIBUTE}{name}", name, before, after)


def _in_words(field: models.Field[Any, Any], value: Any) -> Any:
    return dict(field.flatchoices).get(value, value) if field.flatchoices else value


def with_names(changes: list[Change], field: str, model: type[Person | Team | Contact]) -> list[Change]:
    """Put names in the place of numbers in one field. One query, none without."""
    told = [one for change in changes for one in change.fields if one.name == field]
    numbers = {number for one in told for number in (one.before, one.after) if number}
    if not numbers:
        return changes
    names = dict(model._base_manager.filter(pk__in=numbers).values_list("pk", "name"))

    def named(one: FieldChange) -> FieldChange:
        if one.name != field:
            return one
        return FieldChange(one.name, one.label, names.get(one.before, ""), names.get(one.after, ""))

    return [
        Change(**{**_as_dict(change), "fields": tuple(named(one) for one in change.fields)})
        for change in changes
    ]


def _as_dict(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in Change.__slots__}
