"""Promises are written down, changed, kept or broken, thrown away, and all of it taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.care.actions.following import align_task, follow
from karn.apps.care.actions.journal import BIN, RESTORE, make_row, store_row
from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.models.promises import Given, Outcome, Promise
from karn.apps.care.rules.kinds import PROMISE
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Promised:
    """What somebody says of a promise."""

    text: str
    due_on: date | None = None
    contact: Contact | None = None
    owner: Person | None = None
    source: str = Given.HAND
    conversation: Conversation | None = None

    def facts(self) -> dict[str, Any]:
        """Return it as the row has it. Raises BadInput without a text."""
        if not (text := one_line(self.text)[:LONGEST]):
            raise BadInput("Say what was promised.")
        return {
            "text": text, "due_on": self.due_on, "contact": self.contact, "owner": self.owner,
            "source": self.source, "conversation": self.conversation,
        }  # fmt: skip


def make_promise(*, customer: Customer, promised: Promised, by: Person, on: date, at: datetime) -> Promise:
    """Write a promise down, made on `on`; with a day it is a task from now on. Raises BadInput."""
    promise = Promise(customer=customer, promised_on=on, **promised.facts())
    with transaction.atomic():
        make_row(promise, by=by, at=at)
        _follow(promise, "made", by, at)
    return promise


def change_promise(
    *, promise: Promise, promised: Promised, by: Person, at: datetime, seen: str | None = None
) -> Promise:
    """Say something else of a promise. `seen` is the version its changer read.

    Raises BadInput without a text, ChangedMeanwhile where another version stands there now.
    """
    told = promised.facts()
    with transaction.atomic():
        stored = _held(promise)
        if store_row(stored, told, by=by, at=at, seen=seen):
            _follow(stored, "changed", by, at)
    return stored


def settle_promise(*, promise: Promise, outcome: str, by: Person | None, on: date, at: datetime) -> Promise:
    """Say that a promise was kept or broken on `on`, or is open again."""
    with transaction.atomic():
        stored = _held(promise)
        told = {"outcome": Outcome(outcome), "settled_on": None if outcome == Outcome.OPEN else on}
        if stored.outcome == outcome or not store_row(stored, told, by=by, at=at):
            return stored
        untell(customer_id=stored.customer_id, code="promise", number=stored.pk)
        if outcome != Outcome.OPEN:
            facts = {"outcome": outcome, "text": stored.text}
            tell(customer_id=stored.customer_id, code="promise", number=stored.pk, facts=facts, at=at)
        _follow(stored, outcome, by, at)
    return stored


def remove_promise(*, promise: Promise, by: Person, at: datetime) -> None:
    """Throw a promise away; it can be brought back."""
    with transaction.atomic():
        stored = _held(promise)
        if stored.removed_at is None and store_row(stored, {"removed_at": at}, by=by, at=at, how=BIN):
            untell(customer_id=stored.customer_id, code="promise", number=stored.pk)
            _follow(stored, "removed", by, at)


def restore_promise(*, promise: Promise, by: Person, at: datetime) -> None:
    """Bring a promise back that was thrown away."""
    with transaction.atomic():
        stored = _held(promise)
        if store_row(stored, {"removed_at": None}, by=by, at=at, how=RESTORE):
            _follow(stored, "restored", by, at)


def _held(promise: Promise) -> Promise:
    return Promise.objects.select_for_update().get(pk=promise.pk)


def _follow(promise: Promise, what: str, by: Person | None, at: datetime) -> None:
    record(by=by, deed=Event.PROMISE_CHANGED, about=promise, at=at, detail=what)
    align_task(kind=PROMISE, number=promise.pk, is_done=promise.outcome == Outcome.KEPT, by=by, at=at)
    follow(at=at, among=[promise.customer_id])
