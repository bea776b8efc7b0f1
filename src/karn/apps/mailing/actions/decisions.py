"""What a person decides about mails: take one back, send one again, let sending go on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from karn.apps.mailing.actions.telling import tell_followers
from karn.apps.mailing.models import Mail, Reason, State
from karn.apps.mailing.queries.composing import kept_of, read_mail
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput

OPEN = (State.UNKNOWN, State.FAILED, State.WITHHELD)


def take_back(*, mail: Mail, by: Person, at: datetime) -> None:
    """Keep a waiting mail from being sent. Raises BadInput when it does not wait any more."""
    _refuse_strangers(by)
    with transaction.atomic():
        its = _held(mail)
        if its.state != State.QUEUED:
            raise BadInput("It is too late to take this mail back.")
        said = read_mail(its, hide=True)
        _decide(its, State.WITHHELD, Reason.CANCELLED, by, at)
        Mail.objects.filter(pk=its.pk).update(subject=said.subject[:1000], text=said.text, html=said.html)
        record(by=by, deed=Event.MAIL_DECIDED, about=its, at=at, detail="taken back")


def send_again(*, mail: Mail, by: Person, at: datetime) -> None:
    """Queue a mail that was not sent, or of which nobody knows, once more: a person's own decision.

    What stands against it then (an objection, a bounce) stands against it still. Raises BadInput for a mail
    that was sent, or of which too little is kept to send it again; LostKey while nobody knows what stands.
    """
    _refuse_strangers(by)
    with transaction.atomic():
        its = _held(mail)
        if its.state not in OPEN or not its.values:
            raise BadInput("This mail cannot be sent again. Make a new one.")
        digest = its.digest or digest_of(its.address)
        _decide(its, State.QUEUED, "", by, at)
        Mail.objects.filter(pk=its.pk).update(
            digest=digest, due_at=at, meant_at=at, settled_at=None, attempts=0, claimed_at=None
        )
        record(by=by, deed=Event.MAIL_DECIDED, about=its, at=at, detail="again")


def settle_unknown(*, mail: Mail, arrived: bool, by: Person, at: datetime) -> None:
    """Say whether a mail of which nobody knew did arrive. Raises BadInput for another."""
    _refuse_strangers(by)
    with transaction.atomic():
        its = _held(mail)
        if its.state != State.UNKNOWN:
            raise BadInput("It is known already what became of this mail.")
        _decide(its, State.SENT if arrived else State.FAILED, its.reason, by, at)
        if arrived and its.address:
            Mail.objects.filter(pk=its.pk).update(**kept_of(read_mail(its, hide=True)))
        record(by=by, deed=Event.MAIL_DECIDED, about=its, at=at, detail="arrived" if arrived else "lost")


def go_on(*, by: Person, at: datetime) -> None:
    """Let sending go on after it stopped at the hourly cap: that many again."""
    _refuse_strangers(by)
    with transaction.atomic():
        kept = held_settings()
        kept.stopped_at, kept.went_on_at = None, at
        kept.save(update_fields=["stopped_at", "went_on_at"])
        record(by=by, deed=Event.MAIL_DECIDED, about=kept, at=at, detail="goes on")


def set_aside_waiting(*, at: datetime) -> int:
    """Keep every waiting mail of a restored copy from leaving by itself; return how many these are."""
    waiting = Mail.objects.filter(state__in=(State.QUEUED, State.CLAIMED))
    return waiting.update(state=State.WITHHELD, reason=Reason.RESTORED, settled_at=at)


def withhold_mails(*, keys: Collection[str] | QuerySet[Any, str], at: datetime) -> int:
    """Keep those of the mails with these keys that still wait from leaving; return how many these are."""
    waiting = Mail.objects.filter(state=State.QUEUED, key__in=keys)
    return waiting.update(state=State.WITHHELD, reason=Reason.CANCELLED, settled_at=at)


def withhold_of_contact(*, contact: int, at: datetime) -> int:
    """Keep mails that wait for this contact (its id) from leaving; return how many these are."""
    waiting = Mail.objects.filter(state=State.QUEUED, contact=contact)
    return waiting.update(state=State.WITHHELD, reason=Reason.REMOVED, settled_at=at)


def _decide(mail: Mail, state: State, reason: str, by: Person, at: datetime) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state, reason=reason, settled_at=at, settled_by=by)
    tell_followers([mail.pk], at=at)


def _held(mail: Mail) -> Mail:
    return Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)


def _refuse_strangers(by: Person) -> None:
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
