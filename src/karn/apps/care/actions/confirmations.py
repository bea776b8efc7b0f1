"""The list of expectations goes to the client and comes back; what they would have otherwise is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import translation

from karn.apps.care.actions.expectations import LONGEST, UNCONFIRMED, Expected, Said, make_expectations
from karn.apps.care.actions.following import follow
from karn.apps.care.actions.journal import store_row
from karn.apps.care.actions.moments import tell
from karn.apps.care.actions.start_ups import confirm_by_link
from karn.apps.care.models.confirmations import Confirmation, Correction, Decided, Way
from karn.apps.care.models.expectations import Expectation, Horizon, How, Standing
from karn.apps.care.queries.confirmations import PURPOSE, OpenedList, address_of, has_left, language_for
from karn.apps.care.queries.expectations import open_expectations_of
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput, KarnError, message
from karn.kernel.points import point
from karn.kernel.text import one_line
from karn.platform.amounts import reader_locale
from karn.platform.links import NoSuchLink, make_link, revoke_links

OPEN_DAYS: Final = 30
"""A link opens the list for so long."""

TEMPLATE: Final = "expectations_list"
RIGHT, OTHER, OVER = "right", "other", "over"
MOST_ADDED: Final = 5


class ListChanged(KarnError):
    """A line was changed here while the client read it."""

    def __init__(self) -> None:
        super().__init__(message("We changed a line meanwhile. Please look at the list once more."))


@dataclass(frozen=True, slots=True)
class Told:
    """What a client says of one line: `said` is right, other (in these words) or over; `seen` what stood."""

    number: int
    said: str
    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Added:
    """What a client adds."""

    text: str
    horizon: str = Horizon.NOW


def mail_list(*, customer: Customer, contact: Contact | None, by: Person, at: datetime) -> Confirmation:
    """Ask the client by mail to confirm what we wrote down. Raises BadInput without an address, or a line."""
    address = contact.email if contact else customer.email
    if not address:
        raise BadInput("There is no e-mail address: make a link, or confirm it in a talk.")
    with transaction.atomic():
        asked, secret = _asked(customer, contact, Way.MAIL, by, at)
        queue_mail(
            to=address,
            key=f"{TEMPLATE}:{asked.pk}",
            template=TEMPLATE,
            language=asked.language,
            values={"link": address_of(secret), "day": _day_words(asked)},
            about=contact or customer,
            by=by,
            at=at,
        )
    return asked


def _day_words(asked: Confirmation) -> str:
    from babel.dates import format_date  # noqa: PLC0415 (Babel's own start takes long)

    with translation.override(asked.language):
        return str(
            format_date(local_day(asked.expires_at, current_company()), "long", locale=reader_locale())
        )


def make_list_link(*, customer: Customer, contact: Contact | None, by: Person, at: datetime) -> str:
    """Make a link to the list, to hand over in any way; return its secret, which is kept nowhere."""
    with transaction.atomic():
        return _asked(customer, contact, Way.LINK, by, at)[1]


def _asked(
    customer: Customer, contact: Contact | None, way: Way, by: Person, at: datetime
) -> tuple[Confirmation, str]:
    if not open_expectations_of(customer).exists():
        raise BadInput("Write down first what they expect.")
    # Who gets a newer list does not need the older one any more.
    for older in Confirmation.objects.filter(
        customer=customer, contact=contact, answered_at=None, revoked_at=None
    ):
        _close(older, at)
    asked = Confirmation.objects.create(
        customer=customer, contact=contact, way=way, language=language_for(customer, contact), asked_at=at,
        asked_by=by, expires_at=at + timedelta(days=OPEN_DAYS),
    )  # fmt: skip
    audience = f"confirmation:{asked.pk}"
    secret = make_link(purpose=PURPOSE, audience=audience, expires_at=asked.expires_at, at=at)
    record(by=by, deed=Event.EXPECTATIONS_SENT, about=asked, at=at, detail=way)
    point("care.list_sent")
    return asked, secret


def revoke_list(*, confirmation: Confirmation, by: Person, at: datetime) -> None:
    """Let the link of a list open nothing any more."""
    with transaction.atomic():
        _close(confirmation, at)
        record(by=by, deed=Event.EXPECTATIONS_SENT, about=confirmation, at=at, detail="revoked")


def _close(confirmation: Confirmation, at: datetime) -> None:
    Confirmation.objects.filter(pk=confirmation.pk, revoked_at=None).update(revoked_at=at)
    revoke_links(purpose=PURPOSE, audience=f"confirmation:{confirmation.pk}", at=at)


def answer_list(
    *, opened: OpenedList, told: Sequence[Told], more: Sequence[Added], at: datetime
) -> Confirmation:
    """Keep what the client sent: lines that are right are confirmed, the rest waits for who looks after them.

    Sent again, nothing changes. What a client would have otherwise is not stored at once: it may be more than
    was agreed, and the link may have been passed on; but the line counts as confirmed no more.
    Raises ListChanged where a line says something else by now, BadInput where nothing was said, or that a
    line is not right and not how it should be, NoSuchLink where who was asked left meanwhile.
    """
    with transaction.atomic():
        held = (
            Confirmation.objects.select_for_update(of=("self",))
            .select_related("customer", "contact")
            .get(pk=opened.confirmation.pk)
        )
        if held.answered_at is not None:
            return held
        if has_left(held.contact, at=at):
            raise NoSuchLink
        lines = {row.pk: row for row in _lines(held)}
        said = [one for one in told if one.number in lines and one.said in (RIGHT, OTHER, OVER)]
        added = [(text, one.horizon) for one in more[:MOST_ADDED] if (text := one_line(one.text)[:LONGEST])]
        if any(lines[one.number].text != one.seen for one in said):
            raise ListChanged
        if not said and not added:
            raise BadInput("Say something about at least one line, or add one.")
        if any(one.said == OTHER and not one_line(one.text) for one in said):
            raise BadInput("Write in your own words what is not quite right.")
        _keep(held, lines, said, added, at)
        point("care.list_answered")
    return held


def _lines(held: Confirmation) -> list[Expectation]:
    its = Expectation.objects.select_for_update().filter(customer=held.customer_id, removed_at__isnull=True)
    return list(its.filter(standing=Standing.OPEN).order_by("pk"))


def _keep(
    held: Confirmation, lines: dict[int, Expectation], said: Sequence[Told], added: Sequence[tuple[str, str]],
    at: datetime,
) -> None:  # fmt: skip
    right = [lines[one.number] for one in said if _is_right(one, lines[one.number])]
    others = [one for one in said if not _is_right(one, lines[one.number])]
    confirmed = Said(local_day(at, current_company()), How.LINK, held.contact)
    for row in right:
        store_row(row, confirmed.facts(row.horizon), by=None, at=at)
    for one in others:
        row = lines[one.number]
        store_row(row, UNCONFIRMED, by=None, at=at)
        text = "" if one.said == OVER else one_line(one.text)[:LONGEST]
        _suggest(held, row, text, row.horizon, over=one.said == OVER)
    for text, horizon in added:
        _suggest(held, None, text, horizon if horizon in Horizon.values else Horizon.NOW)
    held.answered_at = at
    held.answer = {
        "lines": [_line(one, lines[one.number]) for one in said],
        "more": [{"text": text, "horizon": horizon} for text, horizon in added],
        "silent": len(lines) - len(said),
    }
    held.save(update_fields=["answered_at", "answer"])
    record(by=None, deed=Event.EXPECTATIONS_ANSWERED, about=held, at=at, detail=f"{len(right)} confirmed")
    if right:
        facts = {"count": len(right), "how": How.LINK.value, "by": held.contact.name if held.contact else ""}
        tell(customer_id=held.customer_id, code="expectations", number=right[0].pk, facts=facts, at=at)
    _settle(held, at)


def _is_right(one: Told, row: Expectation) -> bool:
    """Say whether a line is as the client would have it: also corrected into the very same words."""
    return one.said == RIGHT or (one.said == OTHER and one_line(one.text) == row.text)


def _line(one: Told, row: Expectation) -> dict[str, Any]:
    said = RIGHT if _is_right(one, row) else one.said
    text = one_line(one.text)[:LONGEST] if said == OTHER else ""
    return {"number": row.pk, "was": row.text, "said": said, "text": text, "horizon": row.horizon}


def _suggest(
    held: Confirmation, row: Expectation | None, text: str, horizon: str, *, over: bool = False
) -> None:
    Correction.objects.create(
        confirmation=held,
        customer_id=held.customer_id,
        expectation=row,
        was=row.text if row else "",
        text=text,
        horizon=horizon,
        over=over,
    )


def decide_correction(*, correction: Correction, take: bool, by: Person, at: datetime) -> Correction:
    """Take over what the client would have otherwise, or leave the line as it is.

    Taken over it is the client's own words, voiced and confirmed by who sent them, on that day. Where who
    sent them left meanwhile, nobody there confirms it: it is asked about as soon as before. What was decided
    stays decided. Raises BadInput where the line is not there any more.
    """
    with transaction.atomic():
        held = (
            Correction.objects.select_for_update(of=("self",))
            .select_related("confirmation")
            .get(pk=correction.pk)
        )
        if held.decided != Decided.WAITING:
            return held
        if take:
            _take(held, by, at)
        held.decided = Decided.TAKEN if take else Decided.LEFT
        held.decided_at, held.decided_by = at, by
        held.save(update_fields=["decided", "decided_at", "decided_by"])
        record(by=by, deed=Event.EXPECTATION_CHANGED, about=held, at=at, detail=held.decided)
        _settle(held.confirmation, at)
    return held


def _take(correction: Correction, by: Person, at: datetime) -> None:
    confirmation = correction.confirmation
    answered_on = local_day(confirmation.answered_at or at, current_company())
    is_gone = has_left(confirmation.contact, at=at)
    said = Said(answered_on, How.LINK, confirmation.contact)
    if not correction.was and not correction.over:
        expected = Expected(
            correction.text, correction.horizon, voice="client", contact=confirmation.contact,
            owner=confirmation.customer.owner,
        )  # fmt: skip
        rows = make_expectations(
            customer=confirmation.customer, expected=[expected], by=by, on=answered_on, at=at,
            said=None if is_gone else said,
        )  # fmt: skip
        correction.expectation = rows[0]
        correction.save(update_fields=["expectation"])
        return
    its = Expectation.objects.select_for_update(of=("self",)).filter(corrections=correction)
    row = its.filter(removed_at__isnull=True).first()
    if row is None:
        raise BadInput("This expectation is not there any more.")
    confirmed = UNCONFIRMED if is_gone else said.facts(row.horizon)
    told: Mapping[str, Any] = {"standing": Standing.GONE} if correction.over else {
        "text": correction.text, "voice": "client", "contact": confirmation.contact, **confirmed
    }  # fmt: skip
    store_row(row, told, by=by, at=at)


def _settle(confirmation: Confirmation, at: datetime) -> None:
    """Bring the tasks in step; where the client has confirmed the whole list, the start-up is done."""
    decided = set(confirmation.corrections.values_list("decided", flat=True))
    whole = decided <= {Decided.TAKEN} and not confirmation.answer.get("silent")
    if whole and not has_left(confirmation.contact, at=at):
        confirm_by_link(confirmation=confirmation, at=at)
    follow(at=at, among=[confirmation.customer_id])
