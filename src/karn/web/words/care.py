"""The history of expectations and promises, in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _

from karn.apps.care.models.rows import Row
from karn.apps.customers.models import Contact
from karn.apps.customers.queries.changes import Change, FieldChange
from karn.apps.people.actions.journal import MADE
from karn.apps.people.models import Change as Kept
from karn.apps.people.models import Person
from karn.apps.people.queries.journal import changes_about

_CONTACTS = frozenset({"contact_id", "confirmed_by_id"})
_PEOPLE = frozenset({"owner_id", "told_to_id"})
_UNTOLD = frozenset({"removed_at", "conversation_id", "stopped_at"})


def history_of(row: Row) -> list[Change]:
    """Return what was changed of a row, newest first, for the list of changes. Three queries."""
    kept = changes_about(row)
    names = _names(kept, _CONTACTS, Contact.everything) | _names(kept, _PEOPLE, Person.objects)
    return [_change(row, one, names) for one in kept]


def _names(kept: list[Kept], fields: frozenset[str], rows: Any) -> dict[tuple[str, int], str]:
    told = {
        (field, value)
        for one in kept
        for side in (one.before, one.after)
        for field, value in side.items()
        if field in fields and value is not None
    }
    known = dict(rows.filter(pk__in={value for _field, value in told}).values_list("pk", "name"))
    return {(field, value): known.get(value, "?") for field, value in told}


def _change(row: Row, one: Kept, names: dict[tuple[str, int], str]) -> Change:
    fields = [name for name in {**one.before, **one.after} if name not in _UNTOLD]
    if one.how == MADE:
        fields = [name for name in fields if one.after.get(name) not in (None, "", False)]
    return Change(
        subject="care",
        number=one.pk,
        row=row.pk,
        name="",
        at=one.at,
        by=one.by.name if one.by else _("The client"),
        how=one.how,
        made=one.how == MADE,
        may_be_undone=False,
        fields=tuple(_field(row, name, one, names) for name in fields),
    )


def _field(row: Row, name: str, one: Kept, names: dict[tuple[str, int], str]) -> FieldChange:
    column: Any = row._meta.get_field(name)
    label: Words | str = column.verbose_name
    before, after = (_written(column, name, side.get(name), names) for side in (one.before, one.after))
    return FieldChange(name, str(label), before, after)


def _written(column: Any, name: str, value: Any, names: dict[tuple[str, int], str]) -> Any:
    if value in (None, "") or isinstance(value, bool):
        return value
    if (name, value) in names:
        return names[name, value]
    known = dict(column.flatchoices)
    return str(known[value]) if value in known else column.to_python(value)
