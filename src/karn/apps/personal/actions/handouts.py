"""Handing out what is kept of a person: a ZIP with JSON for programs and a CSV file per table for people."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import get_language, override

from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person as Employee
from karn.apps.people.rules import Deed, Event
from karn.apps.personal.queries.handouts import Handed, handed_out
from karn.apps.personal.queries.persons import person_asked_about
from karn.platform.personal import Person
from karn.platform.sheets import style_for, write_csv


def hand_out(*, kind: str, number: int, by: Employee | None, at: datetime) -> bytes:
    """Return everything kept about a customer who is a person, or a contact, as a ZIP file.

    `person.json` holds the values as they are kept; the CSV files speak the person's language where it
    is one of Karn's, else the reader's. Raises as
    :func:`~karn.apps.personal.queries.persons.person_asked_about` does, and BadInput for who may not.
    """
    if by is not None:
        refuse_unless_may(by, Deed.PERSONAL_DATA, otherwise=MANAGERS_ONLY)
    person = person_asked_about(kind, number, by=by)
    language = _language_of(person)
    with override(language):
        packed = _packed(person, handed_out(person), at, language)
    with transaction.atomic():
        about = Customer.everything.get(pk=person.customer)
        told = kind if kind == "customer" else f"{kind} {number}"
        record(by=by, deed=Event.PERSON_HANDED_OUT, about=about, at=at, detail=told)
    return packed


def _packed(person: Person, tables: list[Handed], at: datetime, language: str) -> bytes:
    told = {
        "kind": person.kind,
        "made_at": at,
        "tables": {table.table: table.records for table in tables},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        packed.writestr("person.json", text)
        for place, table in enumerate(tables, start=1):
            name = table.table.rpartition(".")[2]
            rows = write_csv(table.rows, table.headings, style_for(language))
            packed.writestr(f"{place:02}-{name}.csv", b"".join(rows))
    return file.getvalue()


def _language_of(person: Person) -> str:
    asked = Customer.everything.values_list("language", flat=True).get(pk=person.customer)
    return asked if asked in dict(settings.LANGUAGES) else (get_language() or "en")
