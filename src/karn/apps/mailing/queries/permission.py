"""Whether an address may be written to: one function, with its reason in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
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

    Service mail: to every address that takes mail. Surveys: unless they objected, and with consent where the
    country's pack says that asking is advertising. Marketing: with consent, or by soft opt-in where the pack
    has it, and as long as it says; never against an objection.
    `customer` is whose mail it is: its country and the end of its contracts count.
    """
    if usable_address(address) is None:
        return _no(Reason.BAD_ADDRESS if address.strip() else Reason.NO_ADDRESS)
    return may_mail_digest(digest_of(address), kind, on=on, purpose=purpose, customer=customer)


def may_mail_digest(
    digest: str, kind: Kind, *, on: date, purpose: Purpose = Purpose.NEWS, customer: Customer | None = None
) -> Verdict:
    """Say the same of an address by its keyed hash. One query, for marketing up to five."""
    pack = pack_of("") if kind == Kind.SERVICE else pack_for(customer)
    asks = kind == Kind.MARKETING or (kind == Kind.SURVEY and pack.surveys_need_consent)
    return judged(known_of([digest], customer, with_consents=asks, pack=pack)[digest], kind, purpose, on)


def may_call(address: str, *, on: date, customer: Customer | None = None) -> Verdict:
    """Say whether they may be called to sell something: with consent, never against an objection."""
    digest = digest_of(address)
    return judged(known_of([digest], customer)[digest], Kind.MARKETING, Purpose.CALLS, on)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address: what stands against it, what it allowed, whose rules hold, what ended.

    `marketing` is whether this company does any.
    """

    suppressions: tuple[Suppression, ...]
    consents: tuple[Consent, ...]
    pack: Pack
    ended: date | None
    marketing: bool = True


def known_of(
    digests: Collection[str],
    customer: Customer | None,
    *,
    with_consents: bool = True,
    pack: Pack | None = None,
) -> dict[str, Known]:
    """Return what is known of each address, by its keyed hash. As many queries, however many addresses."""
    against, allowed = defaultdict(list), defaultdict(list)
    for one in Suppression.objects.filter(digest__in=digests, lifted_at=None).order_by("pk"):
        against[one.digest].append(one)
    consents = Consent.objects.filter(digest__in=digests) if with_consents else Consent.objects.none()
    for given in consents.order_by("-given_on", "-pk"):
        allowed[given.digest].append(given)
    company = current_company()
    pack = pack or pack_of((customer.country if customer else "") or company.country)
    ended = ended_on(customer) if customer is not None and allowed else None
    marketing = not company.health_data
    return {
        digest: Known(tuple(against[digest]), tuple(allowed[digest]), pack, ended, marketing)
        for digest in digests
    }


def judged(known: Known, kind: Kind, purpose: Purpose, on: date) -> Verdict:
    """Say whether a mail may go, by what is known of its address. No queries."""
    stands = {one.why for one in known.suppressions}
    if stands.intersection(STOPS_ALL) and purpose != Purpose.CALLS:
        return _no(Reason.BOUNCED)
    if kind == Kind.SERVICE:
        return Verdict(True, _("Service mail may go: it says what their contract needs."))
    if stands.intersection(STOPS_MARKETING):
        return _no(Reason.OBJECTED)
    if kind == Kind.SURVEY and known.pack.surveys_need_consent:
        return _by_yes(known, on)
    if kind == Kind.SURVEY:
        return Verdict(True, _("A survey may go: they never said no."))
    return _by_consent(known, purpose, on)


def may_be_scored(customer: Customer) -> bool:
    """Say whether marketing may score this customer: not one of whose addresses objected."""
    return not current_company().health_data and customer.pk not in objecting_customers([customer.pk])


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


def allowed_among(digests: Collection[str], *, on: date) -> frozenset[str]:
    """Return those of the keyed hashes whose address said yes to news by this day. One query."""
    its = Consent.objects.filter(digest__in=digests, **_YES, given_on__lte=on)
    return frozenset(its.values_list("digest", flat=True))


_YES = {"purpose": Purpose.NEWS, "basis": Basis.CONSENT, "withdrawn_at": None}


def _by_yes(known: Known, on: date) -> Verdict:
    """Say whether they may be asked where asking is advertising."""
    for consent in known.consents:
        if consent.given_on <= on and all(getattr(consent, name) == told for name, told in _YES.items()):
            return Verdict(True, consent.get_basis_display(), consent=consent)
    return _no(Reason.NO_CONSENT)


def _by_consent(known: Known, purpose: Purpose, on: date) -> Verdict:
    if not known.marketing:
        told = _("Your company keeps data about health: no marketing goes out.")
        return Verdict(False, told, Reason.NO_CONSENT)
    soft = known.pack.soft_opt_in and purpose != Purpose.CALLS
    good = [
        consent
        for consent in known.consents
        if (consent.purpose, consent.withdrawn_at) == (purpose, None)
        and consent.given_on <= on
        and (consent.basis == Basis.CONSENT or soft)
    ]
    # A yes says more than a purchase.
    consent = min(good, key=lambda one: one.basis, default=None)
    if consent is None:
        return _no(Reason.NO_CONSENT)
    stops = purpose == Purpose.WIN_BACK or consent.basis == Basis.SOFT
    if stops and _is_too_late(known.ended, known.pack, on):
        return _no(Reason.TOO_LATE)
    return Verdict(True, consent.get_basis_display(), consent=consent)


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
