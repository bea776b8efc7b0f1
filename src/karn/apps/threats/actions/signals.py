"""Writes: what the rules see today is kept as signals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from karn.apps.company.queries import current_company
from karn.apps.measures.exporters.gathering import gather
from karn.apps.threats.models.signals import LookDue, Observation, Signal
from karn.apps.threats.queries.signals import latest_observation, running_signals
from karn.apps.threats.rules.finding import Finding, rows
from karn.apps.threats.signals import Rule, rules_now
from karn.apps.threats.signals.announcements import looked_again
from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import Found, Looker, tables_of
from karn.engine.warehouses.duckdb import HasTables

_BATCH = 500
_HUSH = ["hushed_at", "hushed_until", "hushed_strength", "hushed_why", "hushed_by"]
_REFRESHED = ["strength", "since", "facts", "evidence"]
Findings = Mapping[str, Sequence[Finding]]
"""What each rule found, by its code: at most one finding per customer."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What one look did: customers looked at; signals opened, still there, ended; open now by rule."""

    customers: int
    opened: int
    kept: int
    ended: int
    by_rule: dict[str, int]


def observe_signals(*, on: date, at: datetime, tables: HasTables | None = None) -> Observed:
    """Let every rule that is on look at every customer as of the end of day `on`, and keep what they see.

    `tables` is the lake that was just made; without one they are read from the database, for few rows. A
    signal opens when a rule first fires for a customer, is refreshed while it fires and ends when it no
    longer does, or the rule is switched off. All in one transaction. Looking again on the same day changes
    nothing. `at` is the moment of the look.
    """
    company = current_company()
    rules = rules_now(company)
    on_now = [rule for rule in rules.values() if rule.is_on]
    read = tables or gather(tables_of(rules), zone=company.zone)
    with Looker(read, on=on) as looker:
        findings = {rule.code: find(looker, rule) for rule in on_now}
        customers = len(looker.watched())
        habits = looker.habits({"silent": rules["silent"].values})
    with transaction.atomic():
        observed = keep_findings(findings, on=on, at=at, codes=list(rules), customers=customers)
        told = {"at": at, "rules": {rule.code: dict(rule.values) for rule in on_now}, "habits": habits}
        Observation.objects.update_or_create(on=on, defaults=told)
    return observed


def observe_customers(*, customers: Collection[int], on: date, at: datetime) -> None:
    """Let the rules that read what people record look at these few again, between two looks at everybody.

    The same SQL over these customers' rows; what needs everybody's (which sources record answers, whether
    the contact rhythm is kept) is as it was at the last look at all. It looks before the transaction:
    nobody waits for it who wants to store something.
    """
    company = current_company()
    rules = [rule for rule in rules_now(company).values() if rule.is_on and rule.signal.at_once]
    observation = latest_observation()
    codes = [rule.code for rule in rules]
    read = gather(tables_of(codes), zone=company.zone, customers=customers)
    with Looker(read, on=on, habits=observation.habits if observation else {}, threads=1) as looker:
        findings = {rule.code: find(looker, rule) for rule in rules}
    with transaction.atomic():
        its = running_signals().filter(customer__in=customers)
        keep_findings(findings, on=on, at=at, codes=codes, customers=len(customers), among=its)
    for customer in customers:
        looked_again.send_robust(sender=None, customer_id=customer)


def look_soon(*, customer_id: int, at: datetime) -> None:
    """Let the rules look at a customer again as soon as there is time for it, not while somebody waits."""
    LookDue.objects.update_or_create(customer_id=customer_id, defaults={"since": at})


def look_where_due(*, on: date, at: datetime, limit: int = 200) -> int:
    """Look at the first `limit` customers at whom it is due; return how many. The next stay due."""
    due = dict(LookDue.objects.order_by("since").values_list("customer", "since")[:limit])
    if due:
        observe_customers(customers=due, on=on, at=at)
        LookDue.objects.filter(customer__in=due, since__lte=max(due.values())).delete()
    return len(due)


def find(looker: Looker, rule: Rule) -> list[Finding]:
    """Return what a rule finds with its thresholds, as rows of this database."""
    found = looker.find(rule.code, rule.values)
    return [_finding(rule.code, one) for one in found if one.customer_id.isdecimal()]


def _finding(code: str, found: Found) -> Finding:
    evidence = rows(SIGNALS[code].evidence, *found.evidence)
    return Finding(int(found.customer_id), found.since, found.strength, found.facts, evidence)


def keep_findings(
    findings: Findings,
    *,
    on: date,
    at: datetime,
    codes: Collection[str],
    customers: int,
    among: QuerySet[Signal] | None = None,
) -> Observed:
    """Bring the signals of the rules `codes` in step with what they found on `on`; inside a transaction.

    `among` are the signals they speak of, all that have not ended where it is not given. Only what changed
    is written.
    """
    its = (running_signals() if among is None else among).filter(rule__in=codes)
    found = {(one.customer_id, code): one for code, ones in findings.items() for one in ones}
    known = {(signal.customer_id, signal.rule): signal for signal in its}
    gone = [signal.pk for key, signal in known.items() if key not in found]
    _end(gone, on)
    _refresh([(known[key], finding) for key, finding in found.items() if key in known], on)
    its.filter(last_seen_on__lt=on).update(last_seen_on=on)
    opened = [
        _signal(code, one, on, at)
        for (_, code), one in sorted(found.items(), key=_place)
        if (_, code) not in known
    ]
    Signal.objects.bulk_create(opened, batch_size=_BATCH)
    by_rule = {code: len(ones) for code, ones in findings.items()}
    return Observed(customers, len(opened), len(found) - len(opened), len(gone), by_rule)


def _place(item: tuple[tuple[int, str], Finding]) -> tuple[int, str]:
    """Order by customer and rule, so that rows come out the same whatever was looked at first."""
    return item[0]


def _signal(rule: str, finding: Finding, on: date, at: datetime) -> Signal:
    return Signal(
        customer_id=finding.customer_id,
        rule=rule,
        strength=finding.strength,
        since=finding.since,
        facts=finding.facts,
        evidence=finding.evidence,
        known_at=at,
        first_seen_on=on,
        last_seen_on=on,
    )


def _refresh(pairs: Iterable[tuple[Signal, Finding]], on: date) -> None:
    """Store what changed, and let a hushed signal speak up again that is stronger, or whose day has come."""
    changed, loud = [], []
    for signal, finding in pairs:
        before = _told(signal)
        signal.strength, signal.since = finding.strength, finding.since
        signal.facts, signal.evidence = finding.facts, finding.evidence
        if before != _told(signal):
            changed.append(signal)
        if _speaks_up(signal, on):
            loud.append(signal.pk)
    Signal.objects.bulk_update(changed, _REFRESHED, batch_size=_BATCH)
    for batch in _batches(loud):
        Signal.objects.filter(pk__in=batch).update(**no_hush())


def _told(signal: Signal) -> list[Any]:
    return [getattr(signal, field) for field in _REFRESHED]


def _speaks_up(signal: Signal, on: date) -> bool:
    if signal.hushed_at is None:
        return False
    until, strength = signal.hushed_until, signal.hushed_strength or 0
    return signal.strength > strength or (until is not None and until <= on)


def no_hush() -> dict[str, Any]:
    """Return the columns of a signal that nobody put off."""
    return {
        "hushed_at": None, "hushed_until": None, "hushed_strength": None, "hushed_why": "", "hushed_by": None,
    }  # fmt: skip


def _end(numbers: list[int], on: date) -> None:
    for batch in _batches(numbers):
        its = Signal.objects.filter(pk__in=batch)
        its.filter(first_seen_on__gt=on).update(ended_on=F("first_seen_on"))
        its.filter(Q(first_seen_on__lte=on)).update(ended_on=on)


def _batches(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
