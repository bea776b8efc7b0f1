"""Writes: declarations that arrive, from a page or by any other way. What arrived counts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.actions.receipts import queue_receipt
from karn.apps.farewell.actions.settling import settle
from karn.apps.farewell.models.declarations import Declaration, Proof, Way
from karn.apps.farewell.queries.declarations import (
    CANCEL,
    RECEIPT,
    audience_of,
    audience_of_customer,
    received_since,
)
from karn.apps.farewell.queries.ends import country_of
from karn.apps.farewell.rules.declarations import (
    PER_ADDRESS,
    PER_ADDRESS_A_DAY,
    PER_MACHINE,
    PER_MINUTE,
    PERSONAL_TIME,
    RECEIPT_TIME,
    Said,
    mailbox_of,
)
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import KarnError, message
from karn.kernel.points import point
from karn.platform.links import make_link
from karn.platform.runs import begin_run

MATCHING: Final = "farewell.matching"
"""The job that looks whose declaration it is: in the background, so that nobody learns it by the clock."""

_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class TooManyDeclarations(KarnError):
    """More declarations come than people could make."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Too many came at once. Please try again in an hour, or write to us: that counts as well."
            )
        )


@dataclass(frozen=True, slots=True)
class Received:
    """A declaration that was received, and the secret of the link to its receipt."""

    declaration: Declaration
    secret: str


def receive_declaration(
    *,
    sort: str,
    said: Said,
    language: str,
    at: datetime,
    customer: Customer | None = None,
    contact: Contact | None = None,
    subscription: Subscription | None = None,
    way: str = Way.PAGE,
    received_at: datetime | None = None,
    by: Person | None = None,
    once: str = "",
    machine: str = "",
) -> Received:
    """Store a declaration and queue its receipt, in one transaction: both, or neither.

    Where the `customer` is known, by a personal link or because one of us (`by`) says so, it is verified at
    once: the contract ends, and the receipt says when. Otherwise it counts as received, and whose it is is
    found out afterwards. The same form (`once`) sent again is the same declaration.
    Where very many come, the declaration is received all the same; only the mail to an address that anybody
    can type waits (`mail_waits`). Raises TooManyDeclarations where one network sends them.
    """
    if known := _known(once, at):
        return known
    made = Declaration(
        sort=sort, way=way, reference=new_reference(), once=once or uuid4().hex, language=language,
        country=country_of(customer), name=said.name or (customer.name if customer else ""),
        contract=said.contract or (subscription.plan if subscription else ""), wanted_on=said.wanted_on,
        extraordinary=said.extraordinary, reason=said.reason, receipt_to=said.receipt_to,
        received_at=received_at or at, made_at=at, made_by=by, machine=_digest(machine), customer=customer,
        contact=contact, subscription=subscription, changed_at=at,
        mailbox=_digest(mailbox_of(said.receipt_to)),
    )  # fmt: skip
    try:
        return _stored(made, by, at)
    except IntegrityError:
        # The same form came twice at the same moment: the other one is stored.
        if known := _known(once, at):
            return known
        raise


def _digest(told: str) -> str:
    return salted_hmac("karn.farewell.machine", told, algorithm="sha256").hexdigest() if told else ""


def _known(once: str, at: datetime) -> Received | None:
    known = Declaration.objects.filter(once=once).first() if once else None
    return Received(known, _receipt_link(known, at)) if known else None


def _stored(made: Declaration, by: Person | None, at: datetime) -> Received:
    """Store the declaration, what follows of it, and its receipt."""
    with transaction.atomic():
        if by is None:
            _refuse_too_many(made, at)
            made.mail_waits = made.customer_id is None and _is_flood(made, at)
        made.save(force_insert=True)
        record(by=by, deed=Event.DECLARATION_RECEIVED, about=made, at=at, detail=f"{made.sort} {made.way}")
        point("declaration.stored")
        if made.customer_id is not None:
            settle(made, proof=Proof.STAFF if by else Proof.LINK, by=by, at=at)
        else:
            begin_run(job=MATCHING, argument={"declaration": made.pk}, at=at)
        if not made.mail_waits:
            queue_receipt(made, at=at)
        point("declaration.receipt_queued")
        return Received(made, _receipt_link(made, at))


def _refuse_too_many(made: Declaration, at: datetime) -> None:
    """Refuse what people would not send from one network; a flood from many keeps nobody out."""
    if made.machine and received_since(at - timedelta(hours=1), machine=made.machine) >= PER_MACHINE:
        raise TooManyDeclarations


def _is_flood(made: Declaration, at: datetime) -> bool:
    """Say whether more came just now, of all or for one letter box, than mails may go out for."""
    hour, day = at - timedelta(hours=1), at - timedelta(days=1)
    if received_since(at - timedelta(minutes=1)) >= PER_MINUTE:
        return True
    limits = ((hour, PER_ADDRESS), (day, PER_ADDRESS_A_DAY))
    return any(received_since(since, mailbox=made.mailbox) >= most for since, most in limits)


def _receipt_link(declaration: Declaration, at: datetime) -> str:
    audience = audience_of(declaration.pk)
    return make_link(purpose=RECEIPT, audience=audience, expires_at=at + RECEIPT_TIME, at=at)


def new_reference() -> str:
    """Return a number to call a declaration by: eight signs nobody mistakes for each other."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def make_cancel_link(*, customer: Customer, at: datetime) -> str:
    """Make a personal link to the page on which this customer leaves; return its secret, kept nowhere.

    For mails to the address on file, as a reminder before a contract renews itself: whoever has it is known.
    """
    audience = audience_of_customer(customer.pk)
    return make_link(purpose=CANCEL, audience=audience, expires_at=at + PERSONAL_TIME, at=at)
