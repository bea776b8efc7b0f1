"""Writes: what somebody records by hand, changes, and takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from karn.apps.conversations.models import Channel, Conversation, Direction, Hint, HintKind
from karn.apps.conversations.queries import answered_together, change_of, chosen_to_answer, may_change
from karn.apps.conversations.rules import can_wait, is_answered_at_once
from karn.apps.conversations.signals import talked
from karn.apps.customers.actions.many import keep_beginnings, keep_states
from karn.apps.customers.actions.rows import keep_beginning, keep_state, save_row
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.changes import changed_fields, stands
from karn.apps.customers.queries.selections import batches
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.platform.facts import OWN_SOURCE, next_version
from karn.platform.versions import refuse_unseen

# Clocks of two machines differ, and a form lies open for a while.
_AHEAD = timedelta(minutes=5)
# Of so many changed together whoever listens looks at each at once.
_TOLD = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about a conversation. `waits` = it still needs an answer, by `answerer` if named."""

    channel: str
    direction: str
    happened_at: datetime
    contact: Contact | None = None
    subject: str = ""
    notes: str = ""
    waits: bool = False
    answerer: Person | None = None


def log_conversation(
    *, customer: Customer, said: Said, hints: Iterable[str] = (), by: Person, at: datetime
) -> Conversation:
    """Record a conversation with this customer, and what was noticed in it.

    What the customer asked counts as answered unless it `waits`: a call or a chat in the same breath,
    everything else by now. Raises BadInput for what cannot be.
    """
    conversation = Conversation(
        customer=customer,
        source=OWN_SOURCE,
        source_id=uuid4().hex,
        known_at=at,
        logged_by=by,
        handled_by=by.name[:254],
    )
    _describe(conversation, said, at)
    with transaction.atomic():
        save_row(conversation, by=by, at=at)
        for kind in hints:
            _hint(customer, kind, by, at, conversation=conversation).save()
        record(by=by, deed=Event.CONVERSATION_LOGGED, about=conversation, at=at)
    _tell(customer.pk, at)
    return conversation


def change_conversation(
    *, conversation: Conversation, said: Said, by: Person, at: datetime, seen: str | None = None
) -> Conversation:
    """Correct what was recorded by hand. `seen` is the :attr:`Conversation.version` its changer read.

    Raises ChangedMeanwhile when another one stands there now, BadInput when it came from elsewhere or
    cannot be.
    """
    with transaction.atomic():
        stored = _held(conversation)
        _refuse_foreign(stored, by)
        refuse_unseen(stored, seen)
        keep_beginning(stored)
        before = _facts(stored)
        _describe(stored, said, at)
        if _facts(stored) == before:
            return stored
        _keep_changed(stored, by, at)
        _note(stored, "", by, at)
    _tell(stored.customer_id, at)
    return stored


def undo_conversation_change(
    *, conversation: Conversation, number: int, by: Person, at: datetime
) -> Conversation:
    """Give every field of one change of the conversation (its place in the history) its value before.

    Raises BadInput when something newer touched one of them, it came from elsewhere, or there is no such
    change.
    """
    with transaction.atomic():
        stored = _held(conversation)
        _refuse_foreign(stored, by)
        states = change_of(stored, number)
        if states is None or not stands(stored, *states):
            raise BadInput("Something newer changed this: it cannot be taken back by itself any more.")
        for change in changed_fields(*states):
            field: Any = Conversation._meta.get_field(change.name)
            setattr(stored, field.attname, getattr(states[0], field.attname))
        _keep_changed(stored, by, at, "undo")
        _note(stored, "undo", by, at)
    _tell(stored.customer_id, at)
    return stored


def _held(conversation: Conversation) -> Conversation:
    """Return it as it is stored, locked until the transaction ends."""
    its = Conversation.objects.select_for_update(of=("self",)).select_related("customer")
    return its.get(pk=conversation.pk)


def _facts(conversation: Conversation) -> list[object]:
    return [getattr(conversation, field.attname) for field in Conversation._meta.concrete_fields]


def _keep_changed(conversation: Conversation, by: Person, at: datetime, how: str = "") -> None:
    conversation.changed_at = next_version(conversation.changed_at, at)
    save_row(conversation, by=by, at=at, how=how)


def remove_conversation(*, conversation: Conversation, by: Person, at: datetime) -> None:
    """Remove what was recorded by hand, with what was noticed in it; it can be restored.

    Raises BadInput when it came from elsewhere.
    """
    _refuse_foreign(conversation, by)
    with transaction.atomic():
        if conversation.removed_at is None:
            _store(conversation, {"removed_at": at}, by, at, "bin")
        Hint.everything.filter(conversation=conversation.pk, removed_at__isnull=True).update(removed_at=at)
        _note(conversation, "removed", by, at)
    _tell(conversation.customer_id, at)


def restore_conversation(*, conversation: Conversation, by: Person, at: datetime) -> None:
    """Bring back what was removed, with what went with it. Raises BadInput when it came from elsewhere."""
    _refuse_foreign(conversation, by)
    was = conversation.removed_at
    with transaction.atomic():
        _store(conversation, {"removed_at": None}, by, at, "restore")
        gone = Hint.everything.filter(conversation=conversation.pk, removed_at=was)
        gone.update(removed_at=None)
        _note(conversation, "restored", by, at)
    _tell(conversation.customer_id, at)


def mark_answered(*, conversation: Conversation, by: Person, at: datetime) -> None:
    """Remember that what the customer asked was answered by now; wherever it came from."""
    with transaction.atomic():
        open_one = Conversation.objects.filter(pk=conversation.pk, settled_at__isnull=True)
        if open_one.select_for_update().exists():
            _store(conversation, {"settled_at": at, "settled_by_id": by.pk}, by, at)
            _note(conversation, "answered", by, at)
    _tell(conversation.customer_id, at)


def mark_waiting(*, conversation: Conversation, by: Person, at: datetime) -> None:
    """Take back that it was answered, as far as one of us said so."""
    with transaction.atomic():
        _store(conversation, {"settled_at": None, "settled_by_id": None}, by, at)
        _note(conversation, "waits", by, at)
    _tell(conversation.customer_id, at)


def answer_together(*, chosen: Mapping[int, str], by: Person, at: datetime) -> list[int]:
    """Mark what was chosen (ids, each with the version that was seen) as answered, in one transaction.

    Left out is what is not there for `by`, was answered meanwhile, or changed since it was seen. Returns
    the ids of what was marked; all of it carries `at`, by which it is taken back.
    """
    with transaction.atomic():
        going = [one.pk for one in chosen_to_answer(by, chosen, held=True) if one.version == chosen[one.pk]]
        _settle(going, {"settled_at": at, "settled_by_id": by.pk}, by, at)
        _note_many("answered", len(going), by, at)
    _tell_many(going, at)
    return going


def unanswer_together(*, answered_at: datetime, by: Person, at: datetime) -> int:
    """Take back what `by` marked together at that moment, all that still is so; return how many."""
    with transaction.atomic():
        held = answered_together(by, answered_at).select_for_update(of=("self",))
        going = list(held.values_list("pk", flat=True))
        _settle(going, {"settled_at": None, "settled_by_id": None}, by, at)
        _note_many("waits", len(going), by, at)
    _tell_many(going, at)
    return len(going)


def _settle(numbers: Sequence[int], facts: dict[str, object], by: Person, at: datetime) -> None:
    """Store whether conversations (ids) are answered, a set at a time, with the history of each."""
    for batch in batches(numbers):
        keep_beginnings(Conversation, batch)
        Conversation.objects.filter(pk__in=batch).update(**facts)
        keep_states(Conversation, batch, by=by, at=at)


def _note_many(what: str, count: int, by: Person, at: datetime) -> None:
    if count:
        record(by=by, deed=Event.CONVERSATION_CHANGED, about=None, at=at, detail=f"{what} {count}")


def _tell_many(numbers: Sequence[int], at: datetime) -> None:
    """Tell whoever listens of each customer; of very many the next look at all of them is as good."""
    if len(numbers) <= _TOLD:
        its = Conversation.objects.filter(pk__in=numbers).order_by("customer").values_list("customer")
        for (customer,) in its.distinct():
            _tell(customer, at)


def note_hint(*, customer: Customer, kind: str, words: str = "", by: Person, at: datetime) -> Hint:
    """Record something noticed about this customer. Raises BadInput for a kind there is not."""
    hint = _hint(customer, kind, by, at, words=words)
    with transaction.atomic():
        hint.save()
        record(by=by, deed=Event.CONVERSATION_LOGGED, about=hint, at=at, detail=kind)
    _tell(customer.pk, at)
    return hint


def remove_hint(*, hint: Hint, by: Person, at: datetime) -> None:
    """Take back what was noticed. Raises BadInput unless `by` noticed it, or is an administrator."""
    if hint.noticed_by_id != by.pk and not by.is_administrator:
        raise BadInput("Only who noticed this, or an administrator, can take it back.")
    with transaction.atomic():
        Hint.objects.filter(pk=hint.pk).update(removed_at=at)
        _note(hint, "removed", by, at)
    _tell(hint.customer_id, at)


def _store(
    conversation: Conversation, facts: dict[str, object], by: Person, at: datetime, how: str = ""
) -> None:
    """Store the facts of the row as it stands in the database, with its history."""
    stored = Conversation.everything.select_for_update().get(pk=conversation.pk)
    keep_beginning(stored)
    Conversation.everything.filter(pk=stored.pk).update(**facts)
    stored.refresh_from_db()
    keep_state(stored, by=by, at=at, how=how)


def _refuse_foreign(conversation: Conversation, by: Person) -> None:
    if not conversation.is_own:
        raise BadInput("This came from %(source)s: change it there.", source=conversation.source)
    if not may_change(conversation, by):
        raise BadInput("Only who recorded this, or an administrator, can change it.")


def _describe(conversation: Conversation, said: Said, at: datetime) -> None:
    _check(conversation, said, at)
    waits = said.waits and can_wait(said.channel, said.direction)
    was_open = conversation.pk is None or conversation.answered_at is None
    conversation.channel, conversation.direction = said.channel, said.direction
    conversation.happened_at, conversation.contact = said.happened_at, said.contact
    conversation.subject, conversation.notes = said.subject.strip(), said.notes.strip()
    conversation.answerer = said.answerer if waits else None
    if waits or not can_wait(said.channel, said.direction):
        conversation.answered_at = None
        conversation.settled_at = conversation.settled_by = None
    elif was_open and conversation.settled_at is None:
        conversation.answered_at = said.happened_at if is_answered_at_once(said.channel) else at


def _check(conversation: Conversation, said: Said, at: datetime) -> None:
    if said.channel not in Channel.values or said.direction not in Direction.values:
        raise BadInput("Say how you spoke with them, and who began.")
    if said.happened_at > at + _AHEAD:
        raise BadInput("This has not happened yet: choose a moment that is past.")
    if said.contact is not None and said.contact.customer_id != conversation.customer_id:
        raise BadInput("This contact is not at this customer.")


def _hint(
    customer: Customer,
    kind: str,
    by: Person,
    at: datetime,
    *,
    words: str = "",
    conversation: Conversation | None = None,
) -> Hint:
    if kind not in HintKind.values:
        raise BadInput("Say what you noticed.")
    return Hint(
        customer=customer,
        conversation=conversation,
        kind=kind,
        words=words.strip()[:500],
        noticed_at=conversation.happened_at if conversation else at,
        noticed_by=by,
        source=OWN_SOURCE,
        source_id=uuid4().hex,
        known_at=at,
    )


def _note(about: Conversation | Hint, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.CONVERSATION_CHANGED, about=about, at=at, detail=what)


def _tell(customer_id: int, at: datetime) -> None:
    """Tell whoever listens; a listener that fails loses nothing of what was recorded."""
    talked.send_robust(sender=None, customer_id=customer_id, at=at)
