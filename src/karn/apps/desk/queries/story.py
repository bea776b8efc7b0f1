"""One customer's whole story: who, what, money, people, threats, and one timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.functional import Promise

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Cost, Departure, Hours, Order, PriceState, Return, Subscription
from karn.apps.contracts.queries import (
    Bill,
    Purse,
    agreements_of,
    departures_of,
    purse_of,
    standing_of,
    unpaid_bills_of,
)
from karn.apps.contracts.queries.margins import costs_of, hours_of, margins_of
from karn.apps.contracts.queries.orders import Basket, Purchase, baskets_of, purchases_of
from karn.apps.contracts.queries.renewals import renewals_of
from karn.apps.contracts.rules import Standing
from karn.apps.contracts.rules.margins import Margin
from karn.apps.contracts.rules.terms import Renewal
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import waiting_of
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to, sees_all
from karn.apps.fit.queries.decisions import Signing, signing_of
from karn.apps.people.models import Person
from karn.apps.surveys.queries.half_terms import SignsAgain, signs_again
from karn.apps.threats.models import Observation, Signal
from karn.apps.threats.queries import Reason, latest_observation, reason_of, signals_of
from karn.apps.threats.rules.cards import Card, card_in_words
from karn.engine.signals.catalogue import SIGNALS
from karn.kernel.money import Money
from karn.platform.prepared import prepared
from karn.platform.timeline import Entry, Known, entries_of, place_token, reach_from, sources

PAGE = 30
RENEWAL_AHEAD_DAYS = 90
"""Entries of the timeline on one page."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the rules say of a customer: `reasons` to worry, those put off, `past` ones; what looked, when."""

    reasons: list[Reason]
    hushed: list[Reason]
    past: list[tuple[Reason, date]]
    looked_at: list[Card]
    observation: Observation | None


@dataclass(frozen=True, slots=True)
class Goodbye:
    """One departure, as of a day: when it ends, if that is known, and whether that day is here."""

    departure: Departure
    ends_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it, newest first.

    `older` is the token of the next page, `later` says whether this is not the first one, `kinds` are
    those one can choose from.
    """

    entries: list[Entry]
    older: str
    later: bool
    kinds: dict[str, Promise]
    kind: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one customer on a day: `renewals` by contract, `margins` by year, newest first.

    `again` is what they last said to “would you sign again today?”, where a term ends soon; `signing` how
    the check of a prospect came out.
    """

    customer: Customer
    standing: Standing
    mrr: list[Money]
    agreements: list[Subscription]
    renewals: dict[int, Renewal]
    again: SignsAgain | None
    signing: Signing | None
    purses: list[Purse]
    unpaid: list[Bill]
    purchases: list[Purchase]
    baskets: list[Basket]
    margins: list[tuple[int, Margin, str]]
    hours: list[Hours]
    costs: list[Cost]
    contacts: list[Contact]
    goodbyes: list[Goodbye]
    waiting: list[Conversation]
    watch: Watch
    timeline: Timeline

    @property
    def is_watched(self) -> bool:
        """Whether the rules look at this customer: who left or is leaving is not at risk any more."""
        return self.standing == Standing.ACTIVE

    @property
    def strength(self) -> int:
        """How strong the strongest sign of leaving is; 0 = none, or not watched."""
        strengths = [reason.strength for reason in self.watch.reasons]
        return max(strengths, default=0) if self.is_watched else 0


def story_of(
    customer_id: int,
    *,
    person: Person,
    on: date,
    zone: ZoneInfo,
    kind: str = "",
    after: str = "",
    currency: str = "",
) -> Story | None:
    """Return the story of a customer this person may see on day `on`, or None where there is none.

    `kind` narrows the timeline to one kind of entry, `after` is the token of an older page.
    `currency` is the company's, looked up where it is not given. The number of queries depends on which
    kinds of facts are known of the customer, not on how many.
    """
    customer = _whom(customer_id, person)
    if customer is None:
        return None
    agreements, departures = agreements_of(customer), departures_of(customer)
    contacts, signals = contacts_of(customer), signals_of(customer)
    renewals = renewals_of(agreements, on)
    none = {model for model in _seldom() if not getattr(customer, _sign(model), True)}
    none |= {Return} if Order in none else set()
    known: dict[type[Model], Sequence[Any]] = dict.fromkeys(none, ()) | {
        PriceState: [state for one in agreements for state in one.price_states.all()],
        Departure: departures,
        Contact: contacts,
        Signal: signals,
    }
    return Story(
        customer=customer,
        standing=standing_of(agreements, departures, on),
        mrr=_mrr(agreements, on),
        agreements=agreements,
        renewals=renewals,
        again=_again(customer, renewals, on),
        signing=signing_of(customer) if customer.prospect else None,
        purchases=purchases_of(customer) if Order not in none else [],
        baskets=baskets_of(customer) if Order not in none else [],
        margins=margins_of(
            customer, agreements, on=on, currency=currency or current_company().currency, without=none
        ),
        hours=hours_of(customer) if Hours not in none else [],
        costs=costs_of(customer) if Cost not in none else [],
        purses=purse_of(customer, on=on),
        unpaid=unpaid_bills_of(customer, on=on),
        contacts=contacts,
        goodbyes=[goodbye_of(departure, on) for departure in departures],
        waiting=waiting_of(customer, at=end_of(on, zone)),
        watch=_watch(signals, on),
        timeline=timeline_of(customer.pk, zone=zone, kind=kind, after=after, known=known),
    )


def _again(customer: Customer, renewals: Mapping[int, Renewal], on: date) -> SignsAgain | None:
    """Return what they said last about signing again: asked for only where a term ends soon."""
    if all(renewal.on > on + timedelta(days=RENEWAL_AHEAD_DAYS) for renewal in renewals.values()):
        return None
    return signs_again([customer.pk]).get(customer.pk)


def _seldom() -> set[type[Model]]:
    """Return what many customers have none of: looked up with the customer, and not asked for where so."""
    told = {source.of for source in sources() if isinstance(getattr(source, "of", None), type)}  # type: ignore[attr-defined]
    return {Order, Hours, Cost, *told} - _WHOLE - {Return}


_WHOLE: Final[set[type[Model]]] = {PriceState, Departure, Contact, Signal}
"""What the page shows all of anyway."""


def _sign(model: type[Model]) -> str:
    return f"has_{model._meta.model_name}"


def _whom(customer_id: int, person: Person) -> Customer | None:
    if sees_all(person):
        return next(iter(_anybody(customer=customer_id)), None)
    return _with_what_is_known(customers_visible_to(person).filter(pk=customer_id)).first()


@prepared
def _anybody(customer: int) -> QuerySet[Customer]:
    return _with_what_is_known(Customer.objects.filter(pk=customer))


def _with_what_is_known(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    signs = {
        _sign(model): Exists(model._default_manager.filter(customer=OuterRef("pk"))) for model in _seldom()
    }
    return customers.select_related("owner", "team").annotate(**signs)


def end_of(on: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of the day `on` in the company's zone."""
    return datetime.combine(on + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def goodbye_of(departure: Departure, on: date) -> Goodbye:
    """Return one departure as it stands on `on`."""
    ends_on = departure.recognised_on or departure.contract_ends_on or departure.access_ends_on
    return Goodbye(departure, ends_on, is_over=ends_on is not None and ends_on <= on)


def _mrr(agreements: list[Subscription], on: date) -> list[Money]:
    """Return what is paid on `on`, one amount per currency."""
    sums: dict[str, Money] = {}
    for subscription in agreements:
        for state in subscription.price_states.all():
            if state.is_paid_on(on):
                money = Money(state.mrr, subscription.currency)
                known = sums.get(subscription.currency)
                sums[subscription.currency] = known + money if known else money
    return [sums[currency] for currency in sorted(sums)]


def _watch(signals: Sequence[Signal], on: date) -> Watch:
    observation = latest_observation()
    looked = observation.rules if observation else {}
    here = [signal for signal in signals if signal.ended_on is None]
    return Watch(
        reasons=[reason_of(signal, on=on) for signal in here if signal.counts],
        hushed=[reason_of(signal, on=on) for signal in here if not signal.counts],
        past=[(_as_last_said(signal), signal.ended_on) for signal in signals if signal.ended_on],
        looked_at=[card_in_words(code, values) for code, values in looked.items() if code in SIGNALS],
        observation=observation,
    )


def _as_last_said(signal: Signal) -> Reason:
    return reason_of(signal, on=signal.last_seen_on)


def timeline_of(
    customer_id: int, *, zone: ZoneInfo, kind: str = "", after: str = "", known: Known = MappingProxyType({})
) -> Timeline:
    """Return a page of the customer's timeline: what happened after the place `after` names, going back.

    `known` are all the customer's rows of some models, for the sources that draw on these.
    """
    kinds = {source.kind: source.name for source in sources()}
    chosen = kind if kind in kinds else ""
    reach = reach_from(after, zone)
    lists = [entries_of(source, customer_id, reach, PAGE + 1, known) for source in sources(chosen)]
    entries = list(islice(merge(*lists, key=lambda entry: entry.place), PAGE + 1))
    older = place_token(entries[PAGE - 1]) if len(entries) > PAGE else ""
    return Timeline(entries[:PAGE], older, reach.at is not None, kinds, chosen)
