"""Recording what somebody allowed, with the evidence, and that they allow it no more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.actions.ledger import list_withdrawal
from karn.apps.mailing.actions.telling import tell_refused
from karn.apps.mailing.models import Basis, Consent, Purpose
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.mailing.queries.permission import pack_for
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain

__all__ = ["record_consent", "restore_consent", "withdraw_consent"]


def record_consent(
    *,
    address: str,
    about: Customer | Contact,
    purpose: Purpose,
    basis: Basis,
    given_on: date,
    shown: str,
    contract: str = "",
    by: Person | None,
    at: datetime,
) -> Consent:
    """Record that this address may be used for this, on what ground, and how we know.

    Raises BadInput without evidence (what was shown; for soft opt-in the contract, too), for a day to come,
    an address no mail can go to, and for soft opt-in where the country has none or it is about calls.
    """
    customer = about.customer if isinstance(about, Contact) else about
    shown, contract = plain(shown), plain(contract)
    if usable_address(address) is None:
        raise BadInput("“%(address)s” is no address mail can go to.", address=address)
    if given_on > local_day(at, current_company()):
        raise BadInput("This day is still to come.")
    if not shown:
        raise BadInput("Say what was shown or said: without, it proves nothing.")
    if basis == Basis.SOFT:
        _refuse_soft(customer, purpose, contract)
    with transaction.atomic():
        held_settings()
        consent = Consent.objects.create(
            digest=digest_of(address), address=address.strip(), customer=customer,
            contact=about if isinstance(about, Contact) else None, purpose=purpose, basis=basis,
            given_on=given_on, contract=contract[:200], shown=shown, recorded_at=at, recorded_by=by,
        )  # fmt: skip
        record(by=by, deed=Event.MAIL_ALLOWED, about=consent, at=at, detail=f"{purpose} {basis}")
    return consent


def withdraw_consent(*, consent: Consent, by: Person | None, at: datetime) -> None:
    """Record that they allow it no more. The consent stays as proof of what was sent before."""
    with transaction.atomic():
        _change(consent, {"withdrawn_at": at, "withdrawn_by": by}, Event.MAIL_ALLOWED_NO_MORE, by, at)
        list_withdrawal(consent, stands=True, at=at)


def restore_consent(*, consent: Consent, by: Person | None, at: datetime) -> None:
    """Undo a withdrawal that was a mistake."""
    with transaction.atomic():
        _change(consent, {"withdrawn_at": None, "withdrawn_by": None}, Event.MAIL_ALLOWED, by, at)
        transaction.on_commit(lambda: list_withdrawal(consent, stands=False, at=at))


def _change(consent: Consent, told: dict[str, object], deed: Event, by: Person | None, at: datetime) -> None:
    with transaction.atomic():
        held_settings()
        Consent.objects.filter(pk=consent.pk).update(**told)
        record(by=by, deed=deed, about=consent, at=at, detail=f"{consent.purpose} {consent.basis}")
        tell_refused(at=at)


def _refuse_soft(customer: Customer, purpose: Purpose, contract: str) -> None:
    pack = pack_for(customer)
    if not pack.soft_opt_in or purpose == Purpose.CALLS:
        raise BadInput("For this they must have said yes.")
    if not contract:
        raise BadInput("Say with which purchase the address came: its number, or its day.")
