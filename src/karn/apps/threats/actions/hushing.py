"""Writes: a signal is put off until a day, or dismissed with a reason; and taken up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.customers.queries import is_visible_to
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.threats.actions.signals import no_hush
from karn.apps.threats.models.signals import Signal
from karn.apps.threats.signals.announcements import looked_again
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line


def hush_signal(*, signal: int, until: date | None, why: str, by: Person, on: date, at: datetime) -> Signal:
    """Put a signal off until a day, or dismiss it (no day; that takes a reason).

    It no longer counts until that day comes, it grows stronger, or it fires anew after it ended. Raises
    Signal.DoesNotExist for one this person may not see or that ended, BadInput for a day that is not ahead
    or a missing reason.
    """
    said = one_line(why)
    if until is None and not said:
        raise BadInput("Say why it is nothing to worry about: it stays on the list of what was dismissed.")
    if until is not None and until <= on:
        raise BadInput("Choose a day ahead.")
    with transaction.atomic():
        its = _held(signal, by)
        its.hushed_at, its.hushed_until, its.hushed_by = at, until, by
        its.hushed_why, its.hushed_strength = said[:300], its.strength
        its.save(update_fields=["hushed_at", "hushed_until", "hushed_by", "hushed_why", "hushed_strength"])
        detail = f"{its.rule} {until.isoformat() if until else 'dismissed'}"
        record(by=by, deed=Event.SIGNAL_HUSHED, about=its, at=at, detail=detail)
    looked_again.send_robust(sender=None, customer_id=its.customer_id)
    return its


def take_up_signal(*, signal: int, by: Person, at: datetime) -> Signal:
    """Let a signal count again that was put off or dismissed. Raises Signal.DoesNotExist."""
    with transaction.atomic():
        its = _held(signal, by)
        for name, value in no_hush().items():
            setattr(its, name, value)
        its.save(update_fields=list(no_hush()))
        record(by=by, deed=Event.SIGNAL_HUSHED, about=its, at=at, detail=f"{its.rule} again")
    looked_again.send_robust(sender=None, customer_id=its.customer_id)
    return its


def _held(number: int, by: Person) -> Signal:
    mine = Signal.objects.filter(is_visible_to(by, "customer"), ended_on__isnull=True)
    return mine.select_for_update(of=("self",)).get(pk=number)
