"""Whom a survey would ask, and who of them may be asked now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer, Influence
from karn.apps.customers.queries import contacts_on
from karn.apps.mailing.models import Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.permission import allowed_among
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.packs import pack_of
from karn.apps.surveys.models import Invitation, Survey
from karn.apps.surveys.queries.leaving import asked_as_leavers, left_lately
from karn.apps.surveys.queries.surveys import habits
from karn.apps.surveys.rules.asking import AGAIN_DAYS, Advice, Verdict, advice_for, verdict_on
from karn.apps.surveys.rules.questions import LANGUAGES, Form

_BATCH = 500
_VOICE = {Influence.DECIDES: 0, Influence.ADVISES: 1, Influence.USES: 2, Influence.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is asked about a customer: a contact there, or the customer itself."""

    customer: Customer
    contact: Contact | None
    address: str
    language: str

    @property
    def name(self) -> str:
        """What to call them."""
        return self.contact.name if self.contact else self.customer.name


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether somebody would be asked now."""

    receiver: Receiver
    verdict: Verdict


def receivers(customers: Sequence[Customer], *, on: date) -> list[Receiver]:
    """Return whom to ask about each of these customers. One query.

    Of persons themselves; of companies the contact with an address who decides, advises or uses, in this
    order, else whoever reads the company's own address.
    """
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for start in range(0, len(customers), _BATCH):
        batch = customers[start : start + _BATCH]
        for contact in contacts_on(on).filter(customer__in=batch).exclude(email="").order_by("pk"):
            contacts[contact.customer_id].append(contact)
    otherwise = current_company().language
    return [_receiver(customer, contacts[customer.pk], otherwise) for customer in customers]


def _receiver(customer: Customer, contacts: list[Contact], otherwise: str) -> Receiver:
    contact = min(
        contacts, key=lambda one: (_VOICE.get(Influence(one.influence), 3), not one.champion, one.pk),
        default=None,
    )  # fmt: skip
    if customer.email and (contact is None or customer.kind == "person"):
        contact = None
    language = customer.language[:2].lower()
    return Receiver(
        customer, contact, contact.email if contact else customer.email,
        language if language in LANGUAGES else otherwise,
    )  # fmt: skip


def weigh(
    survey: Survey,
    asked: Iterable[Receiver],
    *,
    at: datetime,
    again_after: datetime | None = None,
    leavers: bool = False,
) -> list[Weighed]:
    """Say of each whether this survey may ask now. Six queries for each 500.

    Whom this survey asked after `again_after` (None: an occasion of its own, which its key guards) was
    asked already; whom any survey asked within the days of rest is left in peace, wherever else the same
    address stands. So is who left within them, or was asked why; `leavers`: it asks just who left.
    """
    people, days = list(asked), habits().cooldown_days
    weighed: list[Weighed] = []
    for start in range(0, len(people), _BATCH):
        batch = people[start : start + _BATCH]
        known = _Known(survey, batch, again_after, at, None if leavers else days)
        weighed += [Weighed(one, known.verdict(one, at, days)) for one in batch]
    return weighed


class _Known:
    """What is known of some people: who objected, when each was asked last, and who left (`rest` days)."""

    def __init__(
        self, survey: Survey, people: list[Receiver], again_after: datetime | None, at: datetime,
        rest: int | None,
    ) -> None:  # fmt: skip
        company = current_company()
        self.digests = {one.address: digest_of(one.address) for one in people if one.address}
        digests = list(self.digests.values())
        standing = Suppression.objects.filter(digest__in=digests, lifted_at=None)
        self.silent = set(standing.values_list("digest", flat=True))
        # Where asking is advertising, a yes is needed.
        rules = {one.address: pack_of(one.customer.country or company.country) for one in people}
        strict = {
            self.digests[address] for address, pack in rules.items() if pack.surveys_need_consent and address
        }
        self.strict = strict - allowed_among(strict, on=local_day(at, company)) if strict else strict
        by_digest = Invitation.objects.filter(digest__in=digests).order_by()
        self.by_digest = dict(by_digest.values_list("digest").annotate(Max("asked_at")))
        self.by_letter = asked_as_leavers(digests)
        customers = [one.customer.pk for one in people]
        self.left = {} if rest is None else left_lately(customers, days=rest, at=at, company=company)
        its = Invitation.objects.filter(customer__in=customers).order_by()
        self.by_person = self._latest(its)
        own = its.filter(survey=survey, asked_at__gt=again_after) if again_after else its.none()
        self.done = self._latest(own)

    @staticmethod
    def _latest(its: QuerySet[Invitation]) -> dict[tuple[int, int | None], datetime]:
        rows = its.values_list("customer", "contact").annotate(Max("asked_at"))
        return {(customer, contact): asked_at for customer, contact, asked_at in rows}

    def verdict(self, one: Receiver, at: datetime, days: int) -> Verdict:
        person = (one.customer.pk, one.contact.pk if one.contact else None)
        digest = self.digests.get(one.address, "")
        times = (
            self.by_person.get(person), self.by_digest.get(digest), self.by_letter.get(digest),
            self.left.get(one.customer.pk),
        )  # fmt: skip
        return verdict_on(
            address=usable_address(one.address) or "",
            objected=digest in self.silent,
            lacks_consent=digest in self.strict,
            last_asked_at=max((asked_at for asked_at in times if asked_at), default=None),
            already=person in self.done,
            at=at,
            days=days,
        )


@dataclass(frozen=True, slots=True)
class AskingPlan:
    """What asking these customers would do: how many of each verdict, and the best way to ask them."""

    counts: list[tuple[Verdict, int]]
    advice: Advice

    @property
    def asked(self) -> int:
        """How many would be asked."""
        return dict(self.counts).get(Verdict.ASK, 0)


def plan_of(
    survey: Survey, form: Form, customers: Sequence[Customer], *, on: date, at: datetime
) -> AskingPlan:
    """Return what asking these customers by mail now would do."""
    people = receivers(customers, on=on)
    weighed = weigh(survey, people, at=at, again_after=at - timedelta(days=AGAIN_DAYS))
    counts = Counter(one.verdict for one in weighed)
    advice = advice_for(
        frank=form.frank,
        people=len(customers),
        key_clients=sum(customer.is_key for customer in customers),
        with_address=sum(bool(one.address) for one in people),
    )
    return AskingPlan([(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]], advice)
