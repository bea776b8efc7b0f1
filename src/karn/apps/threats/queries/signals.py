"""Reads of signals: who is at risk, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

from karn.apps.contracts.queries import active_on, leaving_on, standings_of, with_mrr
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.threats.models.signals import Observation, Signal
from karn.apps.threats.rules.finding import Facts
from karn.apps.threats.rules.sentences import sentence
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.platform.prepared import prepared

if TYPE_CHECKING:
    from karn.apps.contracts.queries.standing import PayingCustomer


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal as people read it."""

    rule: str
    since: date
    strength: int
    sentence: str
    number: int = 0
    evidence: tuple[Facts, ...] = ()

    @property
    def says_when(self) -> bool:
        """Whether the sentence tells since when: what somebody noticed, on which day."""
        return self.rule in {"something_changed", "named_competitor", "asked_notice"}


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A customer with signs of leaving. `strength` is that of the strongest: a rank, not a probability."""

    customer_id: int
    name: str
    owner: str
    mrr: Decimal
    currency: str
    strength: int
    reasons: list[Reason]


def watched_on(on: date) -> QuerySet[Customer]:
    """Return the customers who pay on `on` and are not leaving: those the rules look at."""
    return active_on(on).exclude(pk__in=leaving_on(on).values("pk"))


def watched_among(customers: Collection[int], on: date) -> list[int]:
    """Return which of these few customers (ids) the rules look at on `on`. Three queries, of these alone."""
    present = list(Customer.objects.filter(pk__in=customers).values_list("pk", flat=True))
    standings = standings_of(present, on)
    return [number for number in present if standings[number] == Standing.ACTIVE]


def running_signals() -> QuerySet[Signal]:
    """Return the signals that have not ended, those that somebody put off too."""
    return Signal.objects.filter(ended_on__isnull=True)


def open_signals() -> QuerySet[Signal]:
    """Return the signals that count: they have not ended, and nobody put them off."""
    return Signal.objects.filter(ended_on__isnull=True, hushed_at__isnull=True)


def threatened_on(on: date) -> QuerySet[Customer]:
    """Return the customers at risk on `on`: still paying, not leaving, and with signs enough.

    Enough = at least one open signal of strength AT_RISK_FROM or more.
    """
    signalled = open_signals().filter(strength__gte=AT_RISK_FROM).values("customer")
    leaving = leaving_on(on).filter(pk__in=signalled).values("pk")
    return active_on(on).filter(pk__in=signalled).exclude(pk__in=leaving)


_COUNTS = Q(signals__ended_on__isnull=True, signals__hushed_at__isnull=True)


def at_risk(*, on: date, limit: int | None = None, among: QuerySet[Customer] | None = None) -> list[AtRisk]:
    """Return the customers at risk on `on`, the most urgent first, at most `limit`.

    At risk = at least one sign of strength AT_RISK_FROM. Ranked by their strongest sign, what is to
    be acted on today first, then by MRR. These are rules, not a probability: nobody said how many will leave.
    `among` narrows it to the customers somebody may see. Two queries.
    """
    customers = threatened_on(on)
    if among is not None:
        customers = customers.filter(pk__in=among.values("pk"))
    ranked = (
        with_mrr(customers, on)
        .annotate(strength=Max("signals__strength", filter=_COUNTS))
        .select_related("owner")
        .order_by("-strength", "-mrr", "-pk")[:limit]
    )
    listed = list(ranked)
    reasons = reasons_of([customer.pk for customer in listed], on=on)
    return [_at_risk(customer, reasons.get(customer.pk, [])) for customer in listed]


def _at_risk(customer: PayingCustomer, reasons: list[Reason]) -> AtRisk:
    return AtRisk(
        customer_id=customer.pk,
        name=customer.name,
        owner=customer.owner.name if customer.owner else "",
        mrr=customer.mrr,
        currency=customer.currency,
        strength=max((reason.strength for reason in reasons), default=0),
        reasons=reasons,
    )


def reasons_of(customers: Collection[int], *, on: date) -> dict[int, list[Reason]]:
    """Return the open signals of these customers (ids) as reasons, the strongest first. One query."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for signal in open_signals().filter(customer__in=customers).order_by("-strength", "since", "rule"):
        reasons[signal.customer_id].append(reason_of(signal, on=on))
    return dict(reasons)


def reason_of(signal: Signal, *, on: date) -> Reason:
    """Return the signal as people read it on `on`, in the language in force."""
    said = sentence(signal.rule, signal.facts, on=on)
    evidence = tuple(signal.evidence)
    return Reason(signal.rule, signal.since, signal.strength, said, signal.pk, evidence)


def signals_of(customer: Customer) -> list[Signal]:
    """Return all signals of the customer: open ones first, the strongest first, then the latest ended."""
    its = _signals_of(customer=customer.pk)
    return sorted(its, key=lambda signal: (signal.ended_on is not None, -_ordinal(signal.ended_on)))


@prepared
def _signals_of(customer: int) -> QuerySet[Signal]:
    return Signal.objects.filter(customer=customer).order_by("-strength", "-since", "rule")


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def latest_observation() -> Observation | None:
    """Return the last look of the rules, or None while there was none."""
    return next(iter(_latest_observation()), None)


@prepared
def _latest_observation() -> QuerySet[Observation]:
    return Observation.objects.order_by("-on")[:1]
