"""Goodbyes are begun for who leaves, written, signed and given; and what is done about it is kept in step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import override

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Contact, Customer
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.farewell.actions.checklists import keep_goodbye_tasks, mark_step, settle_read_before
from karn.apps.farewell.models.goodbyes import Goodbye, GoodbyeHabits, GoodbyeStep, GoodbyeWay
from karn.apps.farewell.queries.asking import asking_with
from karn.apps.farewell.queries.goodbyes import (
    DATA_PURPOSE,
    LANGUAGES,
    PURPOSE,
    address_of_data,
    address_of_goodbye,
    addressee_of,
    audience_of_goodbye,
    departures_without,
    ending_of,
    habits_of_goodbyes,
    language_of,
    letter_of,
)
from karn.apps.farewell.rules.checklists import THANKS, steps_for
from karn.apps.farewell.rules.goodbyes import LONGEST, body_of, day_words
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.surveys.rules.asking import Verdict
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.kernel.text import plain
from karn.platform.facts import next_version
from karn.platform.links import make_link, revoke_links
from karn.platform.versions import refuse_unseen

LETTER, PLAIN_LETTER, DATA_LETTER = "goodbye", "goodbye_only", "farewell_data"
"""A goodbye with the four questions, one without them, and the link to their data."""

OPEN_DAYS: Final = 180
"""So long the page of a goodbye opens."""

DATA_DAYS: Final = 7
"""So long the page with their data opens."""


def care_for_goodbyes(*, on: date, at: datetime, among: Collection[int] | None = None) -> int:
    """Begin a goodbye for everybody who leaves and has none, and keep the tasks; return how many are new.

    However the departure came: made here, by a file or by hand. `among` narrows it to these customers.
    Safe to repeat.
    """
    made = 0
    if current_company().has(Station.GOODBYE):
        with transaction.atomic():
            made = sum(_begun(one, by=None, at=at) is not None for one in departures_without(on, among))
    keep_goodbye_tasks(on=on, at=at, among=among)
    return made


def begin_goodbye(*, customer: Customer, by: Person, at: datetime) -> Goodbye:
    """Begin a goodbye by hand to who left longer ago. Raises BadInput for who does not leave."""
    with transaction.atomic():
        Customer.everything.select_for_update().get(pk=customer.pk)
        its = Departure.objects.filter(customer=customer, undone_on__isnull=True, goodbye__isnull=True)
        departure = its.select_related("customer__owner").order_by("-notice_on", "-pk").first()
        if departure is None:
            raise BadInput("Record first that they leave.")
        made = _begun(departure, by=by, at=at)
    keep_goodbye_tasks(on=local_day(at, current_company()), at=at, among=[customer.pk])
    return made


def _begun(departure: Departure, *, by: Person | None, at: datetime) -> Goodbye:
    customer = departure.customer
    signer = customer.owner if customer.owner and customer.owner.is_active else None
    goodbye, made = Goodbye.objects.get_or_create(
        departure=departure,
        defaults={
            "customer": customer, "signer": signer, "contact": addressee_of(customer),
            "language": language_of(customer), "made_at": at, "made_by": by, "changed_at": at,
        },
    )  # fmt: skip
    if made:
        codes = steps_for(is_business=goodbye.is_business)
        GoodbyeStep.objects.bulk_create(
            GoodbyeStep(goodbye=goodbye, code=code, place=place) for place, code in enumerate(codes)
        )
        settle_read_before(goodbye=goodbye)
        record(by=by, deed=Event.GOODBYE_CHANGED, about=goodbye, at=at, detail="begun")
    return goodbye


def write_goodbye(
    *, goodbye: Goodbye, words: str, language: str, signer: Person | None, contact: Contact | None,
    by: Person, at: datetime, seen: str | None = None,
) -> Goodbye:  # fmt: skip
    """Store what a letter says, in which language, who signs it and who reads it.

    Raises ChangedMeanwhile where another version than `seen` stands there, BadInput for one that was given
    or what cannot be.
    """
    with transaction.atomic():
        held = _held(goodbye)
        refuse_unseen(held, seen)
        _refuse_given(held)
        _refuse_foreign(held, contact)
        if language not in LANGUAGES:
            raise BadInput("There is no language “%(language)s”.", language=language)
        words = plain(words.replace("\r\n", "\n"))
        if len(words) > LONGEST:
            raise BadInput("This is too long for a letter.")
        # The ready words again are no words of one's own: they follow what becomes known of the end.
        held.language = language
        ready = letter_of(_without_words(held), ending_of(held, on=local_day(at, current_company())))
        held.words = "" if words == ready.words else words
        held.signer, held.contact = signer, contact
        return _kept(held, "written", by, at)


def _without_words(goodbye: Goodbye) -> Goodbye:
    goodbye.words = ""
    return goodbye


def send_goodbye(*, goodbye: Goodbye, by: Person, at: datetime) -> Goodbye:
    """Put the letter into the outbox, as a service mail, and freeze it. Whether it was sent, its mail says.

    The four questions go along where a survey might ask its reader now.

    Raises BadInput without a signature or an address, and for a letter that was given.
    """
    with transaction.atomic():
        held = _held(goodbye)
        whom = held.contact or held.customer
        if not whom.email:
            raise BadInput("%(name)s has no e-mail address.", name=whom.name)
        asks = asking_with(held, at=at) == Verdict.ASK
        body = _freeze(held, GoodbyeWay.MAIL, by, at)
        values = {
            "lines": body, "name": held.frozen["to"], "sender": held.frozen["by"], "link": _page(held, at),
        }  # fmt: skip
        held.mail = queue_mail(
            to=whom.email,
            key=f"{LETTER}:{held.pk}:{Mail.objects.filter(key__startswith=f'{LETTER}:{held.pk}:').count()}",
            template=LETTER if asks else PLAIN_LETTER,
            language=held.language,
            values=values | ({"questions": _questions(held, at)} if asks else {}),
            about=whom,
            by=by,
            at=at,
        )
        point("farewell.goodbye_queued")
        return _kept(held, "queued", by, at)


def _page(goodbye: Goodbye, at: datetime) -> str:
    audience, expires = audience_of_goodbye(goodbye.pk), at + timedelta(days=OPEN_DAYS)
    revoke_links(purpose=PURPOSE, audience=audience, at=at)
    return address_of_goodbye(make_link(purpose=PURPOSE, audience=audience, expires_at=expires, at=at))


def _questions(goodbye: Goodbye, at: datetime) -> str:
    left = ending_of(goodbye, on=local_day(at, current_company())).on
    path = exit_link(customer_id=goodbye.customer_id, left_on=left, language=goodbye.language, at=at)
    return address_of_goodbye("").removesuffix("/g/") + path


def hand_over_goodbye(*, goodbye: Goodbye, by: Person, at: datetime) -> Goodbye:
    """Remember that the letter was handed over or told, and freeze it. Raises as :func:`send_goodbye`."""
    with transaction.atomic():
        held = _held(goodbye)
        _freeze(held, GoodbyeWay.PAPER, by, at)
        held.mail = None
        return _kept(held, "handed over", by, at)


def make_goodbye_link(*, goodbye: Goodbye, by: Person, at: datetime) -> str:
    """Make a link to the page of a goodbye that was given on paper; return its secret, which is kept nowhere.

    Raises BadInput for a letter nobody gave yet.
    """
    with transaction.atomic():
        held = _held(goodbye)
        if held.is_open:
            raise BadInput("Give the letter first.")
        secret = _page(held, at).rpartition("/")[2]
        record(by=by, deed=Event.GOODBYE_CHANGED, about=held, at=at, detail="link")
    return secret


def mail_data_link(*, goodbye: Goodbye, at: datetime) -> Mail | None:
    """Mail the leaver a link to their data, to the address on file: who only has the letter gets nowhere.

    Once a day at most. Returns the mail in the outbox, or None without an address.
    """
    whom = goodbye.contact or goodbye.customer
    if not whom.email:
        return None
    key = f"{DATA_LETTER}:{goodbye.pk}:{local_day(at, current_company())}"
    with transaction.atomic():
        _held(goodbye)
        if known := Mail.objects.filter(key=key).first():
            return known
        audience, expires = audience_of_goodbye(goodbye.pk), at + timedelta(days=DATA_DAYS)
        secret = make_link(purpose=DATA_PURPOSE, audience=audience, expires_at=expires, at=at)
        with override(goodbye.language):
            day = day_words(local_day(expires, current_company()))
        signer = goodbye.frozen.get("by", "")
        return queue_mail(
            to=whom.email, key=key, template=DATA_LETTER, language=goodbye.language,
            values={"link": address_of_data(secret), "day": day, **({"sender": signer} if signer else {})},
            about=whom, by=None, at=at,
        )  # fmt: skip


def remove_goodbye(*, goodbye: Goodbye, by: Person, at: datetime) -> None:
    """Throw a goodbye away, with its checklist; it can be brought back. Its page opens no more."""
    with transaction.atomic():
        held = _held(goodbye)
        held.removed_at = held.removed_at or at
        _kept(held, "removed", by, at)


def restore_goodbye(*, goodbye: Goodbye, by: Person, at: datetime) -> None:
    """Bring a goodbye back."""
    with transaction.atomic():
        held = _held(goodbye)
        held.removed_at = None
        _kept(held, "restored", by, at)


def change_goodbye_habits(
    *, tasks_for: str, keep_months: int, by: Person, at: datetime, seen: str | None = None
) -> GoodbyeHabits:
    """Store for whom there are tasks, and how long data stay. Raises ChangedMeanwhile, BadInput."""
    if not 1 <= keep_months <= 120:
        raise BadInput("Choose between 1 and %(most)s months.", most=120)
    with transaction.atomic():
        stored = habits_of_goodbyes()
        refuse_unseen(stored, seen)
        before = {"tasks_for": stored.tasks_for, "keep_months": stored.keep_months}
        stored.tasks_for, stored.keep_months = tasks_for, keep_months
        stored.save()
        keep_change(stored, before, {"tasks_for": tasks_for, "keep_months": keep_months}, by=by, at=at)
        record(by=by, deed=Event.GOODBYE_CHANGED, about=stored, at=at, detail="habits")
    keep_goodbye_tasks(on=local_day(at, current_company()), at=at)
    return stored


def _freeze(goodbye: Goodbye, way: GoodbyeWay, by: Person, at: datetime) -> str:
    """Keep the letter as it is read from now on; return it as the text of a mail."""
    _refuse_given(goodbye)
    on = local_day(at, current_company())
    letter = letter_of(goodbye, ending_of(goodbye, on=on))
    if not letter.by:
        raise BadInput("Somebody signs it: choose who knew them.")
    goodbye.frozen = asdict(letter)
    goodbye.given_at, goodbye.given_by, goodbye.way = at, by, way
    if step := goodbye.steps.filter(code=THANKS, done_at__isnull=True).first():
        mark_step(step=step, is_done=True, by=by, on=on, at=at)
    return body_of(letter.words, letter.facts)


def _held(goodbye: Goodbye) -> Goodbye:
    """Return it as it is stored, locked until the transaction ends."""
    its = Goodbye.objects.select_for_update(of=("self",))
    return its.select_related("customer__owner", "departure", "signer", "contact", "mail").get(pk=goodbye.pk)


def _refuse_given(goodbye: Goodbye) -> None:
    if not goodbye.is_open:
        raise BadInput("This was given: it stays as it is.")


def _refuse_foreign(goodbye: Goodbye, contact: Contact | None) -> None:
    if contact is not None and contact.customer_id != goodbye.customer_id:
        raise BadInput("This contact is not at this customer.")


def _kept(goodbye: Goodbye, what: str, by: Person | None, at: datetime) -> Goodbye:
    goodbye.changed_at = next_version(goodbye.changed_at, at)
    goodbye.save()
    record(by=by, deed=Event.GOODBYE_CHANGED, about=goodbye, at=at, detail=what)
    keep_goodbye_tasks(on=local_day(at, current_company()), at=at, among=[goodbye.customer_id])
    return goodbye
