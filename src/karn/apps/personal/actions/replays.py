"""After a restore: who was erased since the backup is erased again, before anybody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import models, transaction

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event
from karn.apps.personal.actions.erasures import erase_rows, finish_erasures
from karn.apps.personal.actions.ledger import Entry, listed_erasures
from karn.apps.personal.models import Erasure, Kind, Stage, Tombstone
from karn.apps.personal.queries.persons import person_of
from karn.apps.personal.queries.tombstones import tombstone
from karn.kernel.points import point


def replay_erasures(*, at: datetime) -> int:
    """Erase again whom the list of erasures names and this database still knows; return how many.

    Reasons to wait do not count: they were weighed when the person was erased. Rows are found by their
    keyed hashes. What was erased before the backup is left alone.
    """
    known = set(Erasure.objects.values_list("reference", flat=True))
    missing = [entry for entry in listed_erasures() if entry.reference not in known]
    again = 0
    for entry in missing:
        with transaction.atomic():
            again += _replay(entry, at)
        point("replay.stored")
    finish_erasures(at=at)
    return again


def _replay(entry: Entry, at: datetime) -> int:
    """Erase the rows of one entry of the list, and remember it as it was; return whether there were any."""
    numbers = list(_numbers(entry))
    if numbers:
        person = person_of(entry.kind, numbers)
        erasure = erase_rows(person, reference=entry.reference, by=None, at=entry.at)
    else:
        erasure = Erasure.objects.create(
            reference=entry.reference, kind=entry.kind, number=0, customer=0, asked_at=entry.at,
            stage=Stage.FILES,
        )  # fmt: skip
    kept = set(erasure.tombstones.values_list("digest", flat=True))
    Tombstone.objects.bulk_create(
        [Tombstone(erasure=erasure, digest=digest) for digest in sorted(set(entry.tombstones) - kept)]
    )
    record(by=None, deed=Event.ERASURE_REPLAYED, about=erasure, at=at, detail=entry.reference)
    return int(bool(numbers))


def _numbers(entry: Entry) -> Iterator[int]:
    """Yield the ids of the rows whose keyed hashes the entry has."""
    sought = set(entry.rows)
    model: type[models.Model] = Contact if entry.kind == Kind.CONTACT else Customer
    rows = model._base_manager.order_by("pk").values_list("pk", "source", "source_id")
    for number, source, source_id in rows.iterator(chunk_size=10_000):
        if tombstone(model._meta.label_lower, source, source_id) in sought:
            yield number
