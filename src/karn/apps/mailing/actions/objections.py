"""Who says no: kept as a keyed hash, at once, for good until somebody who may lifts it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import customers_visible_to, sees_all
from karn.apps.mailing.actions.ledger import list_suppression
from karn.apps.mailing.actions.telling import tell_followers, tell_refused
from karn.apps.mailing.models import Kind, Mail, Reason, State, Suppression, Why
from karn.apps.mailing.queries.composing import read_mail
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.kernel.text import plain

__all__ = ["UNDO_WITHIN", "lift_suppression", "object_to_mail", "suppress", "undo_objection"]

UNDO_WITHIN = timedelta(minutes=15)
"""How long whoever wrote down an objection can say that it was a slip."""
HERE, AGAIN = "person", "again"
QUESTIONS = "questions"
"""The value of a mail that leads to questions beside what it is about."""


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
        made = not Suppression.objects.filter(digest=digest, why=why, lifted_at=None).exists()
        stands = keep_from(digest, why, way=way, at=at, by=by)
        if made:
            record(by=by, deed=Event.MAIL_OBJECTED, about=stands, at=at, detail=f"{why} {way}")
            list_suppression(stands, stands=True, at=at)
        elif stands.way == HERE and (way, by) != (HERE, stands.by):
            _say_again(stands, way, by, at)
    point("mail.objected")
    return stands


def keep_from(digest: str, why: Why, *, way: str, at: datetime, by: Person | None = None) -> Suppression:
    """Let it stand, and keep back what waits. Inside a transaction that holds the mail settings."""
    stands, _made = Suppression.objects.get_or_create(
        digest=digest, why=why, lifted_at=None, defaults={"way": way, "at": at, "by": by}
    )
    _withhold_waiting(digest, why, at)
    tell_refused(at=at)
    return stands


def lift_suppression(*, suppression: int, shown: str, by: Person, at: datetime) -> Suppression:
    """Lift what stands against an address (by its number): a mistake, or they changed their mind.

    `shown` is how we know: what they said or wrote, and when. Raises BadInput without it, for somebody who
    does not keep the mail or does not see everybody who has this address, and when nothing stands any more.
    """
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
    shown = plain(shown)
    if not shown:
        raise BadInput("Say what they said or wrote, and when: without, it proves nothing.")
    with transaction.atomic():
        held_settings()
        stands = _standing(suppression)
        if not sees_all(by) and _is_elsewhere(stands.digest, by):
            raise BadInput(
                "Somebody whom you do not see has this address, too: ask an administrator or a manager."
            )
        return _lift(stands, shown, by, at)


def undo_objection(*, suppression: int, by: Person, at: datetime) -> Suppression:
    """Take back an objection that one wrote down oneself just now, by a slip: it is as it was before.

    Raises BadInput for another's, one said again since, one of longer ago, and when nothing stands any more.
    """
    with transaction.atomic():
        held_settings()
        stands = _standing(suppression)
        is_own = (stands.way, stands.why, stands.by) == (HERE, Why.OBJECTED, by)
        if not is_own or at - stands.at > UNDO_WITHIN:
            raise BadInput("This can be undone no more: ask an administrator or a manager to lift it.")
        return _lift(stands, "", by, at)


def _say_again(stands: Suppression, way: str, by: Person | None, at: datetime) -> None:
    """Let nobody undo alone what others said, too."""
    stands.way = AGAIN if way == HERE else way
    stands.save(update_fields=["way"])
    record(by=by, deed=Event.MAIL_OBJECTED, about=stands, at=at, detail=f"{stands.why} {way}")


def _standing(number: int) -> Suppression:
    stands = Suppression.objects.select_related("by").filter(pk=number, lifted_at=None).first()
    if stands is None:
        raise BadInput("Nothing stands against this address any more.")
    return stands


def _lift(stands: Suppression, shown: str, by: Person, at: datetime) -> Suppression:
    stands.lifted_at, stands.lifted_by, stands.lifted_for = at, by, shown
    stands.save(update_fields=["lifted_at", "lifted_by", "lifted_for"])
    how = "" if shown else " undone"
    record(by=by, deed=Event.MAIL_OBJECTION_LIFTED, about=stands, at=at, detail=f"{stands.why}{how}")
    transaction.on_commit(lambda: list_suppression(stands, stands=False, at=at))
    tell_refused(at=at)
    return stands


def _is_elsewhere(digest: str, person: Person) -> bool:
    """Say whether somebody has this address whom the person does not see; who is in the bin counts."""
    hidden = Customer.everything.exclude(pk__in=customers_visible_to(person).values("pk"))
    own = hidden.exclude(email="").values_list("email", flat=True)
    contacts = Contact.everything.filter(customer__in=hidden.values("pk")).exclude(email="")
    told = (own.iterator(), contacts.values_list("email", flat=True).iterator())
    return any(digest_of(address) == digest for addresses in told for address in addresses)


def _withhold_waiting(digest: str, why: Why, at: datetime) -> None:
    waiting = Mail.objects.filter(digest=digest, state=State.QUEUED)
    if why != Why.BOUNCED:
        # Service mail goes on, but for what leads to questions as well: that can be made anew without them.
        waiting = waiting.exclude(Q(kind=Kind.SERVICE) & ~Q(values__has_key=QUESTIONS))
    reason = Reason.BOUNCED if why == Why.BOUNCED else Reason.OBJECTED
    for mail in waiting:
        said = read_mail(mail, hide=True)
        told = {"subject": said.subject[:1000], "text": said.text, "html": said.html, "values": {}}
        Mail.objects.filter(pk=mail.pk).update(state=State.WITHHELD, reason=reason, settled_at=at, **told)
    tell_followers([mail.pk for mail in waiting], at=at)
