"""The leaver takes their data along."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import override

from karn.apps.customers.models import Customer
from karn.apps.customers.models.customers import Kind
from karn.apps.farewell.models.goodbyes import Goodbye
from karn.apps.farewell.queries.take_along import own_tables
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event
from karn.apps.personal.actions.handouts import hand_out
from karn.platform.sheets import style_for, write_csv


def take_data_along(*, goodbye: Goodbye, at: datetime) -> bytes:
    """Return what the leaver takes along, as a ZIP with JSON for programs and CSV for people.

    A person gets everything kept about them; a company its own data: who it is, its contacts, what it
    bought, was billed and paid. That it was taken stands in the audit log.
    """
    customer = goodbye.customer
    if customer.kind == Kind.PERSON:
        return hand_out(kind="customer", number=customer.pk, by=None, at=at)
    with override(goodbye.language):
        packed = _packed(customer, goodbye.language, at)
    with transaction.atomic():
        record(by=None, deed=Event.PERSON_HANDED_OUT, about=customer, at=at, detail="goodbye")
    return packed


def _packed(customer: Customer, language: str, at: datetime) -> bytes:
    tables = own_tables(customer)
    told = {"made_at": at, "tables": {table.name: table.records for table in tables}}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        packed.writestr("customer.json", text)
        for place, table in enumerate(tables, start=1):
            rows = write_csv(table.rows, table.headings, style_for(language))
            packed.writestr(f"{place:02}-{table.name}.csv", b"".join(rows))
    return file.getvalue()
