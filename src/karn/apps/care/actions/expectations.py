"""Expectations are written down, changed, confirmed, met or not, thrown away, and all of it taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.care.actions.following import follow
from karn.apps.care.actions.journal import BIN, RESTORE, make_row, store_row
from karn.apps.care.actions.moments import tell
from karn.apps.care.models.expectations import Expectation, Horizon, How, Standing, Voice
from karn.apps.care.rules.expectations import ask_again_on
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """What somebody says of an expectation. `ask_on` is by its horizon where nobody says it."""

    text: str
    horizon: str = Horizon.NOW
    voice: str = Voice.US
    contact: Contact | None = None
    owner: Person | None = None
    unexpected: bool = False
    ask_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """Return it as the row has it. Raises BadInput without a text."""
        if not (text := one_line(self.text)[:LONGEST]):
            raise BadInput("Say what they expect.")
        voice = Voice.CLIENT if self.contact is not None else self.voice
        return {
            "text": text, "horizon": self.horizon, "voice": voice, "contact": self.contact,
            "owner": self.owner,
            "unexpected": self.unexpected, "ask_on": self.ask_on,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """That the client confirmed something: who of them (None: the client itself), when, how, told to whom."""

    on: date
    how: How
    by: Contact | None = None
    to: Person | None = None

    def facts(self, horizon: str) -> dict[str, Any]:
        """Return it as the row has it: what was confirmed is asked about again later."""
        return {
            "confirmed_on": self.on, "confirmed_how": self.how, "confirmed_by": self.by,
            "told_to": self.to,
            "ask_on": ask_again_on(horizon, on=self.on, confirmed=True),
        }  # fmt: skip


def make_expectations(
    *, customer: Customer, expected: Sequence[Expected], by: Person | None, on: date, at: datetime,
    said: Said | None = None,
) -> list[Expectation]:  # fmt: skip
    """Write expectations down; with `said` the client confirmed them already. Raises BadInput."""
    rows = [Expectation(customer=customer, **one.facts()) for one in expected]
    with transaction.atomic():
        for row in rows:
            row.ask_on = row.ask_on or ask_again_on(row.horizon, on=on, confirmed=False)
            for name, value in (said.facts(row.horizon) if said else {}).items():
                setattr(row, name, value)
            make_row(row, by=by, at=at)
            record(by=by, deed=Event.EXPECTATION_CHANGED, about=row, at=at, detail="made")
        if said and rows:
            _tell(customer.pk, rows, said, at)
        follow(at=at, among=[customer.pk])
    return rows


def change_expectation(
    *, expectation: Expectation, expected: Expected, by: Person, at: datetime, seen: str | None = None
) -> Expectation:
    """Say something else of an expectation: in other words it is no longer what the client confirmed.

    `seen` is the version its changer read. Raises BadInput without a text, ChangedMeanwhile where another
    version stands there now.
    """
    told = expected.facts()
    with transaction.atomic():
        stored = _held(expectation)
        if told["text"] != stored.text:
            told |= UNCONFIRMED
        if store_row(stored, told, by=by, at=at, seen=seen):
            _follow(stored, "changed", by, at)
    return stored


UNCONFIRMED: dict[str, Any] = {
    "confirmed_on": None,
    "confirmed_how": "",
    "confirmed_by": None,
    "told_to": None,
}
"""What stands in the row of an expectation that the client has not confirmed."""


def mark_expectation(
    *, expectation: Expectation, standing: str, by: Person | None, at: datetime
) -> Expectation:
    """Say that an expectation was met, not met, holds no longer, or is open again."""
    with transaction.atomic():
        stored = _held(expectation)
        if store_row(stored, {"standing": Standing(standing)}, by=by, at=at):
            _follow(stored, standing, by, at)
    return stored


def confirm_expectations(
    *, customer: Customer, numbers: Collection[int], said: Said, by: Person | None, at: datetime
) -> list[Expectation]:
    """Note that the client confirmed these open expectations (ids), word by word; return those that it did.

    Raises BadInput where none is chosen, or on a day to come.
    """
    if said.on > local_day(at, current_company()):
        raise BadInput("Choose a day that was.")
    with transaction.atomic():
        its = Expectation.objects.select_for_update().filter(
            customer=customer, pk__in=numbers, removed_at__isnull=True
        )
        rows = list(its.filter(standing=Standing.OPEN).order_by("pk"))
        if not rows:
            raise BadInput("Choose at least one expectation.")
        for row in rows:
            store_row(row, said.facts(row.horizon), by=by, at=at)
            record(by=by, deed=Event.EXPECTATION_CHANGED, about=row, at=at, detail="confirmed")
        _tell(customer.pk, rows, said, at)
        follow(at=at, among=[customer.pk])
    return rows


def _tell(customer: int, rows: Sequence[Expectation], said: Said, at: datetime) -> None:
    facts = {"count": len(rows), "how": said.how.value, "by": said.by.name if said.by else ""}
    tell(
        customer_id=customer, code="expectations", number=rows[0].pk, facts=facts, at=at, happened_on=said.on
    )


def remove_expectation(*, expectation: Expectation, by: Person, at: datetime) -> None:
    """Throw an expectation away that was never one; it can be brought back."""
    with transaction.atomic():
        stored = _held(expectation)
        if stored.removed_at is None and store_row(stored, {"removed_at": at}, by=by, at=at, how=BIN):
            _follow(stored, "removed", by, at)


def restore_expectation(*, expectation: Expectation, by: Person, at: datetime) -> None:
    """Bring an expectation back that was thrown away."""
    with transaction.atomic():
        stored = _held(expectation)
        if store_row(stored, {"removed_at": None}, by=by, at=at, how=RESTORE):
            _follow(stored, "restored", by, at)


def _held(expectation: Expectation) -> Expectation:
    return Expectation.objects.select_for_update().get(pk=expectation.pk)


def _follow(expectation: Expectation, what: str, by: Person | None, at: datetime) -> None:
    record(by=by, deed=Event.EXPECTATION_CHANGED, about=expectation, at=at, detail=what)
    follow(at=at, among=[expectation.customer_id])
