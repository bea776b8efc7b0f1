"""Erasing a person: the rows in one transaction, then the files, then the database's own file."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from karn.apps.customers.models import Customer
from karn.apps.customers.signals import customers_changed
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person as Employee
from karn.apps.people.queries.audit import head_of_the_log
from karn.apps.people.rules import Deed, Event
from karn.apps.personal.actions.emptying import Emptying
from karn.apps.personal.actions.ledger import list_erasure
from karn.apps.personal.models import Erasure, Stage, Tombstone
from karn.apps.personal.queries.certificates import sealed_words, sha256_of_certificate, unfinished
from karn.apps.personal.queries.holdings import is_changed
from karn.apps.personal.queries.persons import alike_by_address, hindrance, person_asked_about
from karn.apps.personal.queries.tombstones import ROWS_OF, tombstone
from karn.kernel.errors import BadInput, KarnError, message
from karn.kernel.points import point
from karn.platform.compaction import compact
from karn.platform.locks import hold
from karn.platform.personal import Person, all_marks, traces
from karn.platform.redaction import Words

logger = logging.getLogger(__name__)
LOCK = "erasures.lock"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def erase_person(
    *, kind: str, number: int, by: Employee | None, on: date, at: datetime, same: Collection[str] = ()
) -> Erasure:
    """Erase a customer who is a person, or a contact, by id; return how far it is.

    `same` are rows with the same e-mail address (their :attr:`Alike.code`) that are the same person, too:
    they are erased along, each with a certificate of its own, which this one counts.

    All rows at once, or none. Then files are cut and the database's file is written anew, which
    :func:`finish_erasures` takes up again when something kept it from being done. `by` is None for a
    command. Raises BadInput while there is a reason to wait, and as
    :func:`~karn.apps.personal.queries.persons.person_asked_about` does.
    """
    if by is not None:
        refuse_unless_may(by, Deed.PERSONAL_DATA, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        person = person_asked_about(kind, number, by=by, locked=True)
        if reason := hindrance(person, on=on):
            raise BadInput(reason)
        # Who has the same address is known before the first of them is erased.
        others = _same_person(person, same, by=by, on=on)
        erasure = erase_rows(person, reference=new_reference(at), by=by, at=at)
        for other in others:
            erase_rows(other, reference=new_reference(at), by=by, at=at)
        if others:
            erasure.told |= {"same_person": {"same_person": len(others)}}
            erasure.save(update_fields=["told"])
        transaction.on_commit(lambda: finish_what_waits(at=at))
    erasure.refresh_from_db()
    return erasure


def _same_person(person: Person, same: Collection[str], *, by: Employee | None, on: date) -> list[Person]:
    """Return who else is erased along. Raises BadInput for one not alike, or while one has to wait."""
    alike = {one.code: one for one in alike_by_address(person) if one.kind}
    if strange := set(same) - alike.keys():
        raise BadInput("%(codes)s: has no e-mail address of this person.", codes=", ".join(sorted(strange)))
    found = []
    for code in dict.fromkeys(same):
        one = alike[code]
        other = person_asked_about(one.kind, one.number, by=by, locked=True)
        if reason := hindrance(other, on=on):
            raise BadInput("%(name)s: %(reason)s", name=one.name, reason=reason)
        found.append(other)
    return found


def erase_rows(person: Person, *, reference: str, by: Employee | None, at: datetime) -> Erasure:
    """Erase the person's rows, and note what is left to do. Inside the caller's transaction."""
    emptying = Emptying(person, at)
    told = emptying.erase()
    erasure = Erasure.objects.create(
        reference=reference,
        kind=person.kind,
        number=person.number,
        customer=person.customer,
        asked_at=at,
        asked_by=by,
        words=person.words.stored(),
        rows={"customers": person.customers, "contacts": person.contacts},
        told=told,
    )
    Tombstone.objects.bulk_create(
        [Tombstone(erasure=erasure, digest=digest) for digest in sorted(emptying.tombstones)]
    )
    record(by=by, deed=Event.ERASURE_BEGUN, about=erasure, at=at, detail=reference)
    if person.customers:
        customers_changed.send(sender=Customer, numbers=list(person.customers), at=at)
    point("erasure.rows_erased")
    return erasure


def finish_erasures(*, at: datetime) -> int:
    """Do what is left of erasures whose rows are erased; return how many are done now.

    Raises Held when somebody else does so just now, and KarnError where files or the database are in use.
    """
    done = 0
    with hold(settings.INSTALLATION.data / LOCK, otherwise=message("Erasing is being finished already.")):
        for erasure in unfinished():
            point("erasure.taken_up")
            if erasure.stage == Stage.FILES:
                _erase_files(erasure)
            _write_database_anew()
            _certify(erasure, at)
            done += 1
    return done


def finish_what_waits(*, at: datetime) -> None:
    """Finish what can be finished. What cannot be waits on: it is shown as unfinished, and taken up again."""
    try:
        finish_erasures(at=at)
    except KarnError as error:
        logger.warning("An erasure waits: %s", error)


def new_reference(at: datetime) -> str:
    """Return a reference that tells nothing but the year."""
    return f"{at.year}-{''.join(secrets.choice(_SIGNS) for _ in range(8))}"


def _erase_files(erasure: Erasure) -> None:
    person, told = _person_of(erasure), dict(erasure.told)
    for trace in traces():
        for what, count in trace.erase_files(person).items():
            its = told.setdefault(trace.name, {})
            its[what] = its.get(what, 0) + count
        point("erasure.files_cut")
    cache.clear()
    list_erasure(erasure, _digests_of_rows(person))
    point("erasure.listed")
    erasure.told, erasure.words, erasure.rows, erasure.stage = told, {}, {}, Stage.DATABASE
    erasure.save(update_fields=["told", "words", "rows", "stage"])
    point("erasure.files_done")


def _write_database_anew() -> None:
    changed = {marks.model._meta.db_table for marks in all_marks() if is_changed(marks)}
    compact(changed | {Erasure._meta.db_table}, data=settings.INSTALLATION.data)
    point("erasure.database_done")


def _certify(erasure: Erasure, at: datetime) -> None:
    with transaction.atomic():
        erasure.done_at, erasure.stage = at, Stage.DONE
        erasure.sha256 = sha256_of_certificate(erasure)
        record(
            by=erasure.asked_by, deed=Event.PERSON_ERASED, about=erasure, at=at, detail=sealed_words(erasure)
        )
        erasure.entry = head_of_the_log().number
        erasure.save(update_fields=["done_at", "stage", "sha256", "entry"])
    point("erasure.done")


def _person_of(erasure: Erasure) -> Person:
    rows: dict[str, Any] = erasure.rows
    return Person(
        kind=erasure.kind,
        number=erasure.number,
        customer=erasure.customer,
        customers=tuple(rows.get("customers", ())),
        contacts=tuple(rows.get("contacts", ())),
        words=Words.kept(erasure.words),
    )


def _digests_of_rows(person: Person) -> set[str]:
    """Return the keyed hashes of the rows that are the person, by which a restored database is searched."""
    return {tombstone(ROWS_OF[field], source, number) for field, source, number in person.words.ids}
