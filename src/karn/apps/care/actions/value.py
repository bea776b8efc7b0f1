"""Writes: what a client got is logged, and told in recaps that are written, sent and frozen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.actions.recap_tasks import keep_recap_tasks
from karn.apps.care.models.mailed import LEFT
from karn.apps.care.models.value import Benefit, BenefitKind, Occasion, Recap, Way
from karn.apps.care.queries.value import draft_of, last_recap_on, open_recap_of
from karn.apps.care.rules.value import FIRST_DAYS, Line, as_json, tidy_lines
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.actions.decisions import withhold_mails
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.kernel.text import one_line, plain
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

LETTER = "value_recap"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Got:
    """What somebody says that a client got."""

    what: str
    given_on: date
    kind: str = BenefitKind.EXTRA
    cost: Decimal | None = None
    currency: str = ""
    hours: Decimal | None = None
    contact: Contact | None = None


def log_benefit(*, customer: Customer, got: Got, by: Person, at: datetime) -> Benefit:
    """Log something a client got. Raises BadInput for what cannot be."""
    what = one_line(got.what)[:200]
    if not what:
        raise BadInput("Say what they got.")
    if got.given_on > local_day(at, current_company()):
        raise BadInput("This has not happened yet: choose a day that is past.")
    if any(amount is not None and amount < 0 for amount in (got.cost, got.hours)):
        raise BadInput("A cost is not below zero.")
    if got.contact is not None and got.contact.customer_id != customer.pk:
        raise BadInput("This contact is not at this customer.")
    with transaction.atomic():
        benefit = Benefit.objects.create(
            customer=customer,
            contact=got.contact,
            kind=BenefitKind(got.kind),
            given_on=got.given_on,
            what=what,
            cost=got.cost,
            currency=got.currency if got.cost is not None else "",
            hours=got.hours,
            made_at=at,
            made_by=by,
        )
        _tell_benefit(benefit, at)
        record(by=by, deed=Event.VALUE_CHANGED, about=benefit, at=at, detail=benefit.kind)
    return benefit


def remove_benefit(*, benefit: Benefit, by: Person, at: datetime) -> None:
    """Throw away what was logged; it can be brought back. What was sent stays as it was sent."""
    with transaction.atomic():
        Benefit.objects.filter(pk=benefit.pk, removed_at__isnull=True).update(removed_at=at)
        untell(customer_id=benefit.customer_id, code="benefit", number=benefit.pk)
        record(by=by, deed=Event.VALUE_CHANGED, about=benefit, at=at, detail="removed")


def restore_benefit(*, benefit: Benefit, by: Person, at: datetime) -> None:
    """Bring back what was thrown away."""
    with transaction.atomic():
        if Benefit.objects.filter(pk=benefit.pk, removed_at__isnull=False).update(removed_at=None):
            _tell_benefit(benefit, at)
        record(by=by, deed=Event.VALUE_CHANGED, about=benefit, at=at, detail="restored")


def _tell_benefit(benefit: Benefit, at: datetime) -> None:
    facts = {"what": benefit.what, "kind": benefit.kind}
    tell(
        customer_id=benefit.customer_id,
        code="benefit",
        number=benefit.pk,
        facts=facts,
        at=at,
        happened_on=benefit.given_on,
    )


def begin_recap(*, customer: Customer, by: Person, at: datetime) -> Recap:
    """Begin a recap by hand, or return the one that is to be sent next."""
    on = local_day(at, current_company())
    with transaction.atomic():
        Customer.everything.select_for_update().get(pk=customer.pk)
        if recap := open_recap_of(customer.pk):
            return recap
        last = last_recap_on(customer.pk)
        recap = Recap.objects.create(
            customer=customer,
            occasion=Occasion.HAND,
            due_on=on,
            since=last or on - timedelta(days=FIRST_DAYS),
            language=customer.language[:2] or current_company().language,
            made_at=at,
            made_by=by,
            changed_at=at,
        )
        return _kept(recap, "begun", by, at)


def write_recap(
    *,
    recap: Recap,
    intro: str,
    lines: Sequence[Line],
    closing: str,
    language: str,
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Recap:
    """Store what a recap says: which lines go in, and in which words.

    Raises ChangedMeanwhile where another version than `seen` stands there, BadInput for one that was sent.
    """
    with transaction.atomic():
        held = _held(recap)
        refuse_unseen(held, seen)
        _refuse_sent(held)
        held.intro, held.closing = plain(intro)[:_LONGEST], plain(closing)[:_LONGEST]
        held.lines, held.written_at, held.language = as_json(tidy_lines(lines)), at, language
        return _kept(held, "written", by, at)


def send_recap(*, recap: Recap, contact: Contact | None = None, by: Person, at: datetime) -> Recap:
    """Put a recap into the outbox, to a contact or to the customer itself, and freeze it.

    It counts as sent when the mail left; where that is kept back, it is open again and can be sent again.
    Raises BadInput without an address, without a line in it, and for one that was sent or waits.
    """
    with transaction.atomic():
        held = _held(recap)
        whom = contact or held.customer
        if contact is not None and contact.customer_id != held.customer_id:
            raise BadInput("This contact is not at this customer.")
        if not whom.email:
            raise BadInput("%(name)s has no e-mail address.", name=whom.name)
        _freeze(held, Way.MAIL, contact, by, at)
        held.mail = queue_mail(
            to=whom.email,
            key=_key_of(held),
            template=LETTER,
            language=held.language,
            values={"lines": said_by(held)},
            about=whom,
            by=by,
            at=at,
        )
        point("recap.sent")
        return _kept(held, "queued mail", by, at)


def _key_of(recap: Recap) -> str:
    """Return the key of its next mail: another one where the last was kept back."""
    key = f"{LETTER}:{recap.pk}"
    before = Mail.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).count()
    return f"{key}:{before}" if before else key


def follow_recap_mails(*, at: datetime, mails: Collection[int] | None = None) -> None:
    """Let recaps be sent, or open again, by what became of these mails (ids); without them, of all."""
    with transaction.atomic():
        its = Recap.objects.select_for_update(of=("self",)).exclude(mail=None).exclude(way=Way.PAPER)
        its = its.filter(LEFT, sent_at__isnull=True) if mails is None else its.filter(mail__in=mails)
        for recap in its.select_related("customer__owner", "mail").order_by("pk"):
            _follow_mail(recap, at)


def _follow_mail(recap: Recap, at: datetime) -> None:
    if recap.mail is not None and recap.has_left and recap.sent_at is None:
        recap.sent_at = recap.mail.settled_at
        _tell_sent(recap, recap.sent_at or at)
        _kept(recap, "sent mail", None, at)
    elif recap.trouble and recap.sent_at is not None and open_recap_of(recap.customer_id) is None:
        recap.sent_at = None
        untell(customer_id=recap.customer_id, code="recap", number=recap.pk)
        _kept(recap, "came back", None, at)
    elif recap.trouble:
        _kept(recap, "not sent", None, at)


def hand_over_recap(*, recap: Recap, contact: Contact | None = None, by: Person, at: datetime) -> Recap:
    """Remember that a recap was handed over or told, and freeze it. Raises as :func:`send_recap`."""
    with transaction.atomic():
        held = _held(recap)
        _freeze(held, Way.PAPER, contact, by, at)
        held.sent_at = at
        _tell_sent(held, at)
        return _kept(held, "sent paper", by, at)


def said_by(recap: Recap) -> str:
    """Return what a frozen recap says, as the text of a mail."""
    lines = "\n".join(f"– {line}" for line in recap.frozen.get("lines", []))
    return "\n\n".join(
        part for part in (recap.frozen.get("intro"), lines, recap.frozen.get("closing")) if part
    )


def remove_recap(*, recap: Recap, by: Person, at: datetime) -> None:
    """Throw a recap away; it can be brought back."""
    with transaction.atomic():
        held = _held(recap)
        held.removed_at = held.removed_at or at
        if held.mail is not None and held.is_on_its_way:
            withhold_mails(keys=[held.mail.key], at=at)
        _kept(held, "removed", by, at)


def restore_recap(*, recap: Recap, by: Person, at: datetime) -> None:
    """Bring a recap back. Raises BadInput for one that was not sent while another waits to be."""
    with transaction.atomic():
        held = _held(recap)
        if held.sent_at is None and open_recap_of(held.customer_id) not in (None, held):
            raise BadInput("Another recap is to be sent already: send it or throw it away first.")
        held.removed_at = None
        _kept(held, "restored", by, at)


def _freeze(recap: Recap, way: Way, contact: Contact | None, by: Person, at: datetime) -> None:
    _refuse_sent(recap)
    taken = [line for line in draft_of(recap, on=local_day(at, current_company())) if line.taken]
    if not taken:
        raise BadInput("There is nothing in it: log what they got, or talk with them about why.")
    recap.frozen = {
        "intro": recap.intro,
        "lines": [line.text for line in taken],
        "closing": recap.closing,
        "days": [line.on.isoformat() if line.on else "" for line in taken],
        "to": contact.name if contact else recap.customer.name,
    }
    recap.sent_by, recap.way, recap.contact = by, way, contact


def _tell_sent(recap: Recap, at: datetime) -> None:
    told = recap.frozen
    facts = {"count": len(told.get("lines", [])), "way": str(recap.way), "to": told.get("to", "")}
    tell(customer_id=recap.customer_id, code="recap", number=recap.pk, facts=facts, at=at)


def _held(recap: Recap) -> Recap:
    """Return it as it is stored, locked until the transaction ends."""
    return (
        Recap.objects.select_for_update(of=("self",))
        .select_related("customer__owner", "mail")
        .get(pk=recap.pk)
    )


def _refuse_sent(recap: Recap) -> None:
    if recap.is_on_its_way:
        raise BadInput("It waits in the outbox to be sent. Throw it away, or wait.")
    if not recap.is_open:
        raise BadInput("This was sent: it stays as it is.")


def _kept(recap: Recap, what: str, by: Person | None, at: datetime) -> Recap:
    recap.changed_at = next_version(recap.changed_at, at)
    recap.save()
    record(by=by, deed=Event.VALUE_CHANGED, about=recap, at=at, detail=what)
    keep_recap_tasks(on=local_day(at, current_company()), at=at, among=[recap.customer_id])
    return recap
