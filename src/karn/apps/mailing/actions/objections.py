"""Who says no: kept as a keyed hash, at once, for good until somebody who may lifts it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.mailing.models import Kind, Mail, Reason, State, Suppression, Why
from karn.apps.mailing.queries.composing import read_mail
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point

__all__ = ["lift_suppression", "object_to_mail", "suppress"]


def object_to_mail(
    *, at: datetime, way: str, address: str = "", digest: str = "", by: Person | None = None
) -> Suppression:
    """Send no marketing and no survey to this address (or this keyed hash of one) any more.

    Holds from the commit on: what waits is not sent, and marketing scores nobody with this address. `way`
    is how they said it: link, one_click, person, provider, file. Saying it twice changes nothing.
    """
    return suppress(digest=digest or digest_of(address), why=Why.OBJECTED, way=way, at=at, by=by)


def suppress(*, digest: str, why: Why, way: str, at: datetime, by: Person | None = None) -> Suppression:
    """Keep mail from an address, by its keyed hash; what waits for it is not sent."""
    with transaction.atomic():
        held_settings()  # no mail is claimed meanwhile
        stands, made = Suppression.objects.get_or_create(
            digest=digest, why=why, lifted_at=None, defaults={"way": way, "at": at, "by": by}
        )
        _withhold_waiting(digest, why, at)
        if made:
            record(by=by, deed=Event.MAIL_OBJECTED, about=stands, at=at, detail=f"{why} {way}")
    point("mail.objected")
    return stands


def lift_suppression(*, suppression: int, by: Person, at: datetime) -> Suppression:
    """Lift what stands against an address (by its number): a mistake, or they changed their mind.

    Raises BadInput when nothing stands any more.
    """
    with transaction.atomic():
        held_settings()
        stands = Suppression.objects.filter(pk=suppression, lifted_at=None).first()
        if stands is None:
            raise BadInput("Nothing stands against this address any more.")
        stands.lifted_at, stands.lifted_by = at, by
        stands.save(update_fields=["lifted_at", "lifted_by"])
        record(by=by, deed=Event.MAIL_OBJECTION_LIFTED, about=stands, at=at, detail=stands.why)
    return stands


def _withhold_waiting(digest: str, why: Why, at: datetime) -> None:
    waiting = Mail.objects.filter(digest=digest, state=State.QUEUED)
    if why != Why.BOUNCED:
        waiting = waiting.exclude(kind=Kind.SERVICE)
    reason = Reason.BOUNCED if why == Why.BOUNCED else Reason.OBJECTED
    for mail in waiting:
        said = read_mail(mail, hide=True)
        told = {"subject": said.subject[:1000], "text": said.text, "html": said.html, "values": {}}
        Mail.objects.filter(pk=mail.pk).update(state=State.WITHHELD, reason=reason, settled_at=at, **told)
