"""Everything kept about one person, as it is handed out: table by table, with names for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Min
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from karn.apps.customers.models import Contact
from karn.apps.people.models import AuditEntry
from karn.apps.people.models import Person as Employee
from karn.apps.people.rules import EVENT_NAMES
from karn.apps.personal.queries.holdings import rows_about
from karn.platform.personal import Mark, Marks, Person, all_marks


@dataclass(frozen=True, slots=True)
class Handed:
    """The rows of one table about a person: for programs by field, for people under `headings`."""

    table: str
    title: str
    headings: list[str]
    rows: list[list[Any]]
    records: list[dict[str, Any]]


def handed_out(person: Person) -> list[Handed]:
    """Return everything kept about the person, in the language that is spoken now; empty tables left out.

    One query per table. Keys are left out; who of us saw or changed something stands in the last table.
    """
    tables = [_handed(marks, person) for marks in all_marks() if marks.ways(person.kind) or marks.journal]
    return [table for table in [*tables, _seen(person)] if table.rows]


def _handed(marks: Marks, person: Person) -> Handed:
    fields = [
        field
        for field in marks.model._meta.local_concrete_fields
        if marks.fields[field.name] is not Mark.NONE and not field.is_relation
    ]
    rows = list(rows_about(marks, person))
    return Handed(
        table=marks.table,
        title=str(marks.title),
        headings=[str(capfirst(str(field.verbose_name))) for field in fields],
        rows=[[_said(field, row) for field in fields] for row in rows],
        records=[{field.name: getattr(row, field.name) for field in fields} for row in rows],
    )


def _said(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.name)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return value.isoformat() if isinstance(value, datetime) else value


def _seen(person: Person) -> Handed:
    """Return who of the company looked at the person here or changed something, and when."""
    entries = list(_entries(person))
    names = dict(Employee.objects.filter(pk__in={by for _at, _deed, by in entries}).values_list("pk", "name"))
    told = [(at, deed, names.get(by, "") if by else "") for at, deed, by in entries]
    return Handed(
        table="people.auditentry",
        title=_("Seen and changed"),
        headings=[_("When"), _("What"), _("By whom")],
        rows=[[at.isoformat(), str(EVENT_NAMES.get(deed, deed)), name] for at, deed, name in told],
        records=[{"at": at, "deed": deed, "by": name} for at, deed, name in told],
    )


def _entries(person: Person) -> Iterator[tuple[datetime, str, int | None]]:
    """Yield the entries about the person; of a contact those about its customer since it stands there."""
    whom = person.customers or (person.customer,)
    its = AuditEntry.objects.filter(kind="customers.customer", object__in=[str(pk) for pk in whom])
    if not person.customers:
        its = its.filter(at__gte=_known_since(person.contacts))
    yield from its.order_by("number").values_list("at", "deed", "person")


def _known_since(contacts: Collection[int]) -> datetime:
    """Return since when these contacts (ids) stand here: what history says, or else the row itself."""
    first = Contact.history.filter(id__in=contacts).aggregate(at=Min("history_date"))["at"]
    known = Contact.everything.filter(pk__in=contacts).aggregate(at=Min("known_at"))["at"]
    earliest: datetime = min(at for at in (first, known) if at is not None)
    return earliest
