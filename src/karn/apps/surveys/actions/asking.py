"""Customers are asked: by hand, by an occasion, and once more when they did not answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.actions.decisions import withhold_mails
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.surveys.models import Invitation, Occasion, Survey, Version, Way
from karn.apps.surveys.queries.leaving import is_leaving
from karn.apps.surveys.queries.occasions import (
    INVITING,
    REMINDING,
    due_on,
    keys_of_mails,
    since_anew,
    surveys_that_ask,
    to_be_reminded,
    unreminded,
)
from karn.apps.surveys.queries.opening import PURPOSE
from karn.apps.surveys.queries.people import Receiver, receivers, weigh
from karn.apps.surveys.queries.surveys import habits, newest_version
from karn.apps.surveys.rules.asking import AGAIN_DAYS, OPEN_DAYS, Verdict, is_reminder_due
from karn.apps.surveys.rules.questions import spoken
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.platform.links import make_link

logger = logging.getLogger(__name__)

MATTER = {"en": "working with us", "nl": "onze samenwerking", "sv": "vårt samarbete"}
"""What a mail says a survey is about that does not say it itself."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many were asked, and how many were not, by the reason."""

    asked: int
    left: dict[Verdict, int]


def ask_customers(*, survey: Survey, customers: Iterable[Customer], by: Person, at: datetime) -> Sent:
    """Ask these customers by mail, as far as they may be asked now. Raises BadInput for a closed survey."""
    if not survey.is_open:
        raise BadInput("This survey is closed.")
    people = receivers(list(customers), on=local_day(at, current_company()))
    this = _Round(newest_version(survey), Occasion.HAND, by, at)
    sent = _ask(survey, [(one, "") for one in people], this)
    record(by=by, deed=Event.SURVEY_ASKED, about=survey, at=at, detail=f"{sent.asked} asked")
    return sent


@dataclass(frozen=True, slots=True)
class _Round:
    """One time of asking: by which version, why, by whom and when."""

    version: Version
    occasion: Occasion
    by: Person | None
    at: datetime

    @property
    def again_after(self) -> datetime | None:
        """Since when nobody may have been asked by this survey; an occasion's key guards it itself."""
        return self.at - timedelta(days=AGAIN_DAYS) if self.occasion == Occasion.HAND else None


def _ask(survey: Survey, people: list[tuple[Receiver, str]], this: _Round) -> Sent:
    """Ask those who may be asked; each in a transaction of its own, so that a stop loses nobody."""
    left, asked, met = Counter[Verdict](), 0, set[str]()
    weighed = weigh(survey, [receiver for receiver, _key in people], at=this.at, again_after=this.again_after)
    for (receiver, key), one in zip(people, weighed, strict=True):
        digest = digest_of(receiver.address) if one.verdict == Verdict.ASK else ""
        # The same person twice in one list is asked once.
        verdict = Verdict.COOLING if digest in met else one.verdict
        if verdict == Verdict.ASK:
            verdict = _invite_by_mail(survey, receiver, this, digest=digest, key=key)
        if verdict == Verdict.ASK:
            met.add(digest)
            asked += 1
        else:
            left[verdict] += 1
    return Sent(asked, dict(left))


def _invite_by_mail(survey: Survey, receiver: Receiver, this: _Round, *, digest: str, key: str) -> Verdict:
    """Ask, and return ASK; or say what kept it. One asks at a time, and weighs again once it is its turn."""
    try:
        with transaction.atomic():
            held_settings()
            its = Survey.objects.select_for_update().get(pk=survey.pk)
            (one,) = weigh(its, [receiver], at=this.at, again_after=this.again_after)
            if one.verdict != Verdict.ASK or not its.is_open:
                return one.verdict if its.is_open else Verdict.DONE
            asked = _invited(this, receiver, Way.MAIL, digest=digest, key=key)
            _mail(asked, receiver.address, INVITING, this.by, this.at)
            point("survey.asked")
    except IntegrityError:
        return Verdict.DONE  # asked about the same thing by another worker, just now
    return Verdict.ASK


def _invited(this: _Round, receiver: Receiver, way: Way, *, digest: str = "", key: str = "") -> Invitation:
    return Invitation.objects.create(
        survey_id=this.version.survey_id, version=this.version, customer=receiver.customer,
        contact=receiver.contact, digest=digest, way=way, occasion=this.occasion, key=key,
        language=receiver.language, asked_at=this.at, asked_by=this.by,
        expires_at=this.at + timedelta(days=OPEN_DAYS),
    )  # fmt: skip


def make_personal_link(
    *, survey: Survey, customer: Customer, contact: Contact | None = None, by: Person, at: datetime
) -> str:
    """Make a link for one person, to hand over in any way; return its secret, which is kept nowhere.

    Somebody decided to ask: the days of rest do not hinder it, and begin with it. Raises BadInput for a
    closed survey.
    """
    if not survey.is_open:
        raise BadInput("This survey is closed.")
    whom = receivers([customer], on=local_day(at, current_company()))[0]
    chosen = contact or whom.contact
    address = chosen.email if chosen else customer.email
    receiver = Receiver(customer, chosen, address, whom.language)
    with transaction.atomic():
        digest = digest_of(address) if address else ""
        this = _Round(newest_version(survey), Occasion.HAND, by, at)
        asked = _invited(this, receiver, Way.LINK, digest=digest)
        record(by=by, deed=Event.SURVEY_ASKED, about=survey, at=at, detail="link")
        return _secret(asked, at)


def _secret(asked: Invitation, at: datetime) -> str:
    audience = f"invitation:{asked.pk}"
    return make_link(purpose=PURPOSE, audience=audience, expires_at=asked.expires_at, at=at)


def address_of(secret: str) -> str:
    """Return the whole address of a survey's link, as a mail and a QR code have it."""
    site = settings.INSTALLATION.site
    return f"{site}/s/{secret}"


def _mail(asked: Invitation, address: str, template: str, by: Person | None, at: datetime) -> None:
    form = asked.version.questions
    queue_mail(
        to=address,
        key=f"{template}:{asked.pk}",
        template=template,
        language=asked.language,
        values={
            "link": address_of(_secret(asked, at)),
            "matter": spoken(form.matter, asked.language) or MATTER.get(asked.language, MATTER["en"]),
        },
        about=asked.contact or asked.customer,
        by=by,
        at=at,
    )


def ask_due(*, on: date, at: datetime) -> Sent:
    """Ask whom the occasions of all surveys ask for on this day, and remind once. Safe to repeat."""
    asked, left = 0, Counter[Verdict]()
    for survey in surveys_that_ask():
        try:
            sent = _ask_by_itself(survey, on, at)
        except Exception:  # whatever is wrong with one survey: the others ask all the same
            logger.exception("Survey %d could not ask.", survey.pk)
            continue
        asked += sent.asked
        left.update(sent.left)
    remind_due(at=at)
    return Sent(asked, dict(left))


def _ask_by_itself(survey: Survey, on: date, at: datetime) -> Sent:
    due = due_on(survey, on)
    people = receivers([one.customer for one in due], on=on)
    keys = [one.key for one in due]
    this = _Round(newest_version(survey), Occasion(survey.occasion), None, at)
    sent = _ask(survey, list(zip(people, keys, strict=True)), this)
    if sent.asked:
        record(by=None, deed=Event.SURVEY_ASKED, about=survey, at=at, detail=f"{sent.asked} asked")
    return sent


def remind_due(*, at: datetime) -> int:
    """Remind once who was asked by mail and did not answer; return how many. Safe to repeat.

    Only at the address that was asked: the link in it is that reader's own. Not who left meanwhile, or was
    asked why. Whether somebody objected is looked at when the mail would go.
    """
    days, on = habits().reminder_days, local_day(at, current_company())
    waiting = unreminded(days, on=on, at=at)
    return sum(_remind(waiting, number, days, at) for number in list(waiting.values_list("pk", flat=True)))


def _remind(waiting: QuerySet[Invitation], number: int, days: int, at: datetime) -> bool:
    with transaction.atomic():
        # Looked at again once it is held: answered, erased or closed meanwhile, it waits no more.
        held = waiting.select_for_update(of=("self", "survey")).filter(pk=number).first()
        if held is None:
            return False
        address = held.contact.email if held.contact else held.customer.email
        due = is_reminder_due(
            asked_at=held.asked_at, reminded=held.reminded_at is not None, answered=False,
            expires_at=held.expires_at, at=at, days=days,
        )  # fmt: skip
        if not due or not address or digest_of(address) != held.digest or is_leaving(held, at):
            return False
        held.reminded_at = at
        held.save(update_fields=["reminded_at"])
        _mail(held, address, REMINDING, None, at)
    return True


def withhold_asking(*, survey: Survey, at: datetime) -> int:
    """Keep waiting invitations and reminders of a survey that ended from leaving; return how many."""
    return sum(
        withhold_mails(keys=keys_of_mails(survey, template), at=at) for template in (INVITING, REMINDING)
    )


def set_asking_aside(*, at: datetime) -> int:
    """Let a restored copy remind nobody, and ask about nothing that was before today: the original may have.

    Return how many reminders these are.
    """
    on = local_day(at, current_company())
    with transaction.atomic():
        for survey in Survey.objects.exclude(occasion=Occasion.HAND).select_for_update().order_by("pk"):
            survey.since = since_anew(survey, on)
            survey.save(update_fields=["since"])
        return to_be_reminded(at).update(reminded_at=at)


def renew_digests(*, new: Mapping[str, str]) -> None:
    """Know whom surveys asked by other hashes of their addresses: `new` maps the old ones to them."""
    for digest, renewed in new.items():
        Invitation.objects.filter(digest=digest).update(digest=renewed)
