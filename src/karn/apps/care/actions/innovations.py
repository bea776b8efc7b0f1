"""What is normal to us is listed; each client is ticked; gaps are proposed, taken up or declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.models.innovations import Innovation, Tick, Uptake
from karn.apps.care.rules.normal import starters_for
from karn.apps.care.rules.uptakes import can_become
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

MOMENT = "innovation"


@dataclass(frozen=True, slots=True)
class Described:
    """What somebody says of a thing that is normal to us."""

    name: str
    gain: str = ""
    new_since: date | None = None


def add_innovation(*, told: Described, by: Person, at: datetime) -> Innovation:
    """Put a thing on the list of what is normal to us. Raises BadInput without a name."""
    item = Innovation(made_at=at, made_by=by, changed_at=at)
    _describe(item, told)
    with transaction.atomic():
        item.save()
        _noted(item, "made", by, at)
    return item


def use_starters(*, trade: str, by: Person, at: datetime) -> list[Innovation]:
    """Begin with the list of a trade, in the language in force. What stands there already stays once."""
    with transaction.atomic():
        stands = {one.name for one in Innovation.objects.filter(removed_at__isnull=True)}
        wanted = [Described(name, gain) for name, gain in starters_for(trade) if name not in stands]
        return [add_innovation(told=told, by=by, at=at) for told in wanted]


def change_innovation(
    *, item: Innovation, told: Described, by: Person, at: datetime, seen: str | None = None
) -> Innovation:
    """Say something else of it. `seen` is the :attr:`Innovation.version` its changer read.

    Raises ChangedMeanwhile when another one stands there now, BadInput without a name.
    """
    with transaction.atomic():
        stored = Innovation.objects.select_for_update().get(pk=item.pk)
        refuse_unseen(stored, seen)
        _describe(stored, told)
        return _kept(stored, "changed", by, at)


def remove_innovation(*, item: Innovation, by: Person, at: datetime) -> Innovation:
    """Throw it away, with its ticks out of sight; it can be brought back."""
    with transaction.atomic():
        stored = Innovation.objects.select_for_update().get(pk=item.pk)
        stored.removed_at = stored.removed_at or at
        return _kept(stored, "removed", by, at)


def restore_innovation(*, item: Innovation, by: Person, at: datetime) -> Innovation:
    """Bring it back."""
    with transaction.atomic():
        stored = Innovation.objects.select_for_update().get(pk=item.pk)
        stored.removed_at = None
        return _kept(stored, "restored", by, at)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said with a tick: why not, and to whom it was proposed."""

    reason: str = ""
    told: Contact | None = None


def tick(
    *, customer: Customer, item: Innovation, state: str, said: Said, by: Person, on: date, at: datetime
) -> Tick:
    """Say where a client stands with a thing. Raises BadInput for a step that cannot be from there.

    Proposing remembers when, by whom and to whom; taking it up or declining when, and why.
    """
    if said.told is not None and said.told.customer_id != customer.pk:
        raise BadInput("Who was told must be a contact of theirs.")
    with transaction.atomic():
        Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        its = Tick.objects.filter(customer=customer, innovation=item)
        stored = its.first() or Tick(customer=customer, innovation=item, state="", changed_at=at)
        if stored.state == state:
            return stored
        if not can_become(stored.state, state):
            raise BadInput("Somebody changed this meanwhile: look again, then choose.")
        _step(stored, state, said, by, on)
        return _ticked(stored, by, at)


def untick(*, customer: Customer, item: Innovation, back_to: str, by: Person, at: datetime) -> None:
    """Take the last step back: the client stands at `back_to` again ("" = nobody knows)."""
    with transaction.atomic():
        stored = Tick.objects.select_for_update().filter(customer=customer, innovation=item).first()
        if stored is None:
            return
        if back_to in ("", *Uptake.values) and can_become(back_to, stored.state):
            _back(stored, back_to, by, at)


def _back(stored: Tick, state: str, by: Person, at: datetime) -> None:
    stored.decided_on, stored.reason = None, ""
    if state != Uptake.PROPOSED:
        stored.proposed_on = stored.proposed_by = stored.told = None
    stored.state = state
    if state:
        _ticked(stored, by, at)
        return
    untell(customer_id=stored.customer_id, code=MOMENT, number=stored.pk)
    record(by=by, deed=Event.INNOVATION_CHANGED, about=stored.customer, at=at, detail="unticked")
    stored.delete()


def _step(stored: Tick, state: str, said: Said, by: Person, on: date) -> None:
    stored.state, stored.reason = state, one_line(said.reason)[:300]
    stored.decided_on = None if state in (Uptake.PROPOSED, Uptake.DOES_NOT) else on
    if state == Uptake.PROPOSED:
        stored.proposed_on, stored.proposed_by, stored.told = on, by, said.told


def _ticked(stored: Tick, by: Person, at: datetime) -> Tick:
    stored.changed_at, stored.changed_by = next_version(stored.changed_at, at), by
    stored.save()
    untell(customer_id=stored.customer_id, code=MOMENT, number=stored.pk)
    if stored.state == Uptake.TAKEN_UP:
        facts = {"text": stored.innovation.name}
        tell(customer_id=stored.customer_id, code=MOMENT, number=stored.pk, facts=facts, at=at)
    record(by=by, deed=Event.INNOVATION_CHANGED, about=stored.customer, at=at, detail=str(stored.state))
    return stored


def _describe(item: Innovation, told: Described) -> None:
    name = one_line(told.name)[:200]
    if not name:
        raise BadInput("Say what is normal to you.")
    item.name, item.gain, item.new_since = name, one_line(told.gain)[:300], told.new_since


def _kept(item: Innovation, what: str, by: Person, at: datetime) -> Innovation:
    item.changed_at = next_version(item.changed_at, at)
    item.save()
    _noted(item, what, by, at)
    return item


def _noted(item: Innovation, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.INNOVATION_CHANGED, about=item, at=at, detail=what)
