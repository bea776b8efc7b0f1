"""Writes: finding out whose a declaration is: by a code to the address on file, or by one of us."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions.receipts import addresses_on_file, queue_check, queue_receipt
from karn.apps.farewell.actions.settling import settle, store
from karn.apps.farewell.models.declarations import Declaration, Proof, Sort, State
from karn.apps.farewell.queries.declarations import codes_sent_since, seems_to_be
from karn.apps.farewell.rules.declarations import CODE_TIME, CODE_TRIES, CODES_A_DAY
from karn.apps.mailing.rules.addresses import same_address
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput, message
from karn.kernel.points import point
from karn.kernel.text import one_line
from karn.platform.versions import refuse_unseen


def look_whose(*, declaration: int, at: datetime) -> None:
    """Look whose declaration it seems to be, and mail the address on file a code; else one of us matches it.

    Safe to repeat: what was found once stays.
    """
    with transaction.atomic():
        held = _held(declaration)
        if held is None or held.state != State.RECEIVED or held.customer_id is not None:
            return
        found = seems_to_be(held)
        if len(found) == 1 and addresses_on_file(*found[0]) and _may_mail(found[0][0], at):
            held.customer, held.contact = found[0]
            _send_code(held, at)
            if held.mail_waits and same_address(held.receipt_to) in addresses_on_file(*found[0]):
                queue_receipt(held, at=at)
        else:
            held.state = State.MATCH
        store(held, at=at)
        point("declaration.matched")


def _may_mail(customer: Customer, at: datetime) -> bool:
    """Say whether the address on file gets another code: what strangers send does not fill its letter box."""
    return codes_sent_since(at - timedelta(days=1), customer=customer.pk) < CODES_A_DAY


def send_code_again(*, declaration: int, at: datetime) -> Declaration:
    """Mail another code; the one before is good no more. Raises BadInput for one too many."""
    with transaction.atomic():
        held = _waiting(declaration)
        if held.codes_sent >= CODES_A_DAY:
            raise BadInput(
                "No more codes are sent for this. Please write to us, or call: we confirm it by hand."
            )
        _send_code(held, at)
        store(held, at=at)
    return held


def _send_code(held: Declaration, at: datetime) -> None:
    code = f"{secrets.randbelow(10**6):06}"
    held.code_digest, held.code_until, held.code_tries = _digest(held, code), at + CODE_TIME, 0
    held.codes_sent += 1
    address = next(iter(addresses_on_file(held.customer, held.contact).values()))
    queue_check(held, address=address, code=code, at=at)


def _digest(declaration: Declaration, code: str) -> str:
    return salted_hmac("karn.farewell.code", f"{declaration.pk} {code}", algorithm="sha256").hexdigest()


def confirm_by_code(*, declaration: int, code: str, at: datetime) -> Declaration:
    """Let a declaration take effect whose code was given. Confirmed already, nothing changes.

    Raises BadInput for another code, an old one, and after CODE_TRIES tries: then only a new one helps.
    """
    wrong = ""
    with transaction.atomic():
        held = _held(declaration)
        if held is not None and held.state in (State.VERIFIED, State.LATE):
            return held
        held = _waiting(declaration)
        wrong = _flaw(held, code, at)
        if not wrong:
            return settle(held, proof=Proof.CODE, by=None, at=at)
        held.code_tries += 1
        held.save(update_fields=["code_tries"])
    raise BadInput(wrong)


OLD_CODE = message("This code counts no more. Ask for a new one below.")
OTHER_CODE = message("This is not the code. Please look at the newest mail from us.")


def _flaw(held: Declaration, code: str, at: datetime) -> str:
    if not held.code_digest or held.code_until is None or at >= held.code_until:
        return OLD_CODE
    if held.code_tries >= CODE_TRIES:
        return OLD_CODE
    told = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    return "" if constant_time_compare(_digest(held, told), held.code_digest) else OTHER_CODE


def match_declaration(
    *, declaration: int, customer: Customer, subscription: Subscription | None, by: Person, at: datetime,
    seen: str | None = None,
) -> Declaration:  # fmt: skip
    """Say whose declaration it is: it takes effect. Raises BadInput where it did already."""
    with transaction.atomic():
        held = _open(declaration)
        refuse_unseen(held, seen)
        held.customer, held.subscription = customer, subscription
        if held.contact is not None and held.contact.customer_id != customer.pk:
            held.contact = None
        return settle(held, proof=Proof.STAFF, by=by, at=at)


def decide_late(*, declaration: int, as_notice: bool, by: Person, at: datetime) -> Declaration:
    """Decide about a withdrawal that came late: it counts as notice, or as a withdrawal all the same."""
    with transaction.atomic():
        held = _open(declaration)
        if held.state != State.LATE:
            raise BadInput("There is nothing to decide.")
        if as_notice:
            held.sort = Sort.CANCEL
        return settle(held, proof=held.proof, by=by, at=at, even_late=True)


def close_declaration(*, declaration: int, why: str, by: Person, at: datetime) -> Declaration:
    """Close a declaration that is nobody's here, with the reason. Raises BadInput without one."""
    told = reason_to_close(why)
    with transaction.atomic():
        held = _open(declaration)
        held.state, held.closed_why, held.code_digest = State.CLOSED, told, ""
        store(held, at=at)
        record(by=by, deed=Event.DECLARATION_CHANGED, about=held, at=at, detail="closed")
    return held


def reason_to_close(why: str) -> str:
    """Return the reason as it is kept. Raises BadInput where there is none."""
    told = one_line(why)[:300]
    if not told:
        raise BadInput("Say why: somebody may ask one day.")
    return told


def open_again(*, declaration: int, by: Person, at: datetime) -> Declaration:
    """Open a closed declaration again."""
    with transaction.atomic():
        held = _held(declaration)
        if held is None or held.state != State.CLOSED:
            raise BadInput("This is not closed.")
        held.state, held.closed_why = State.MATCH, ""
        store(held, at=at)
        record(by=by, deed=Event.DECLARATION_CHANGED, about=held, at=at, detail="opened")
    return held


def _held(number: int) -> Declaration | None:
    its = Declaration.objects.select_for_update(of=("self",)).select_related(
        "customer", "contact", "subscription"
    )
    return its.filter(pk=number).first()


def _open(number: int) -> Declaration:
    held = _held(number)
    if held is None or not held.is_open:
        raise BadInput("This is settled already.")
    return held


def _waiting(number: int) -> Declaration:
    held = _held(number)
    if held is None or held.state != State.RECEIVED or held.customer_id is None:
        raise BadInput("There is nothing to confirm any more.")
    return held
