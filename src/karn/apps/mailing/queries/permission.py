"""Whether an address may be written to: one function, with its reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import PriceState
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.models import Basis, Consent, Kind, Purpose, Reason, Suppression, Why
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.packs import Pack, pack_of

STOPS_ALL = (Why.BOUNCED,)
STOPS_MARKETING = (Why.OBJECTED, Why.COMPLAINED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be sent, and why: `words` for people, `reason` where it may not."""

    allowed: bool
    words: str | Promise
    reason: Reason | None = None
    consent: Consent | None = None


def may_mail(
    address: str,
    kind: Kind,
    *,
    on: date,
    purpose: Purpose = Purpose.NEWS,
    customer: Customer | None = None,
) -> Verdict:
    """Say whether a mail of this kind may go to the address on this day.

    Service mail: to every address that takes mail. Surveys: unless they objected. Marketing: with consent,
    or by soft opt-in where the country's pack has it, and as long as it says; never against an objection.
    `customer` is whose mail it is: its country and the end of its contracts count.
    """
    if usable_address(address) is None:
        return _no(Reason.BAD_ADDRESS if address.strip() else Reason.NO_ADDRESS)
    return may_mail_digest(digest_of(address), kind, on=on, purpose=purpose, customer=customer)


def may_mail_digest(
    digest: str, kind: Kind, *, on: date, purpose: Purpose = Purpose.NEWS, customer: Customer | None = None
) -> Verdict:
    """Say the same of an address by its keyed hash. Two queries, for marketing up to five."""
    stands = set(Suppression.objects.filter(digest=digest, lifted_at=None).values_list("why", flat=True))
    if stands.intersection(STOPS_ALL):
        return _no(Reason.BOUNCED)
    if kind == Kind.SERVICE:
        return Verdict(True, _("Service mail may go: it says what their contract needs."))
    if stands.intersection(STOPS_MARKETING):
        return _no(Reason.OBJECTED)
    if kind == Kind.SURVEY:
        return Verdict(True, _("A survey may go: they never said no."))
    return _by_consent(digest, purpose, customer, on)


def may_call(address: str, *, on: date, customer: Customer | None = None) -> Verdict:
    """Say whether they may be called to sell something: with consent, never against an objection."""
    digest = digest_of(address)
    objected = Suppression.objects.filter(digest=digest, lifted_at=None, why__in=STOPS_MARKETING).exists()
    return _no(Reason.OBJECTED) if objected else _by_consent(digest, Purpose.CALLS, customer, on)


def may_be_scored(customer: Customer) -> bool:
    """Say whether marketing may score this customer: not when one of its addresses objected."""
    return customer.pk not in objecting_customers([customer.pk])


def objecting_customers(among: Iterable[int] | None = None) -> frozenset[int]:
    """Return the ids of customers of whom an address objected: no marketing, and no scoring for it.

    All, or `among` these. Three queries; one where nobody ever objected.
    """
    standing = Suppression.objects.filter(lifted_at=None, why__in=STOPS_MARKETING)
    objected = frozenset(standing.values_list("digest", flat=True))
    if not objected:
        return frozenset()
    customers = Customer.everything.exclude(email="")
    contacts = Contact.objects.exclude(email="")
    if among is not None:
        numbers = list(among)
        customers, contacts = customers.filter(pk__in=numbers), contacts.filter(customer__in=numbers)
    told = [*customers.values_list("pk", "email"), *contacts.values_list("customer", "email")]
    return frozenset(number for number, address in told if digest_of(address) in objected)


def pack_for(customer: Customer | None) -> Pack:
    """Return the rules that hold for this customer: its country's, else the company's, else the strictest."""
    return pack_of((customer.country if customer else "") or current_company().country)


def ended_on(customer: Customer) -> date | None:
    """Return the day their last paid price ended, or None: something still runs, or nothing ever did."""
    prices = PriceState.objects.filter(subscription__customer=customer)
    if prices.filter(ends_on__isnull=True).exists():
        return None
    last: date | None = prices.aggregate(last=Max("ends_on"))["last"]
    return last


def _by_consent(digest: str, purpose: Purpose, customer: Customer | None, on: date) -> Verdict:
    pack = pack_for(customer)
    given = Consent.objects.filter(digest=digest, purpose=purpose, withdrawn_at=None, given_on__lte=on)
    bases = [Basis.CONSENT, Basis.SOFT] if pack.soft_opt_in and purpose != Purpose.CALLS else [Basis.CONSENT]
    consent = given.filter(basis__in=bases).order_by("basis", F("given_on").desc(), "pk").first()
    if consent is None:
        return _no(Reason.NO_CONSENT)
    stops = purpose == Purpose.WIN_BACK or consent.basis == Basis.SOFT
    if stops and customer is not None and _is_too_late(ended_on(customer), pack, on):
        return _no(Reason.TOO_LATE)
    said = (
        _("They said yes on %(day)s.")
        if consent.basis == Basis.CONSENT
        else _("Their address came with a purchase on %(day)s, and they were told they can say no.")
    )
    return Verdict(True, said % {"day": consent.given_on.isoformat()}, consent=consent)


def _is_too_late(ended: date | None, pack: Pack, on: date) -> bool:
    return ended is not None and on >= _months_after(ended, pack.win_back_months)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), _last_of(first))


def _last_of(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _no(reason: Reason) -> Verdict:
    return Verdict(False, reason.label, reason)
