"""Writes: what the rules see today is kept as signals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from karn.apps.company.queries import current_company
from karn.apps.threats.models import Observation, Signal
from karn.apps.threats.queries import open_signals, watched_on
from karn.apps.threats.rules.finding import Finding, Look
from karn.apps.threats.signals import OF_TALKS, RULES, Rule
from karn.apps.threats.signals.announcements import looked_again
from karn.apps.threats.signals.silent import Silent, is_quiet

_BATCH = 500
_REFRESHED = ["strength", "since", "facts", "evidence", "last_seen_on"]
_Found = dict[tuple[int, str], Finding]


@dataclass(frozen=True, slots=True)
class Observed:
    """What one look did: customers looked at; signals opened, still there, ended; open now by rule."""

    customers: int
    opened: int
    kept: int
    ended: int
    by_rule: dict[str, int]


def observe_signals(*, on: date, at: datetime, rules: Iterable[Rule] = RULES) -> Observed:
    """Let every rule look at every customer as of the end of day `on`, and keep what they see.

    A signal opens when a rule first fires for a customer, is refreshed while it fires and ends when it
    no longer does. All in one transaction. Looking again on the same day changes nothing, and the order
    of the rules does not matter. `at` is the moment of the look.
    """
    with transaction.atomic():
        look = look_on(on)
        rules = list(rules)
        found = {(finding.customer_id, rule.code): finding for rule in rules for finding in rule.find(look)}
        observed = _keep(
            found, on=on, at=at, codes=[rule.code for rule in rules], customers=len(look.watched)
        )
        Observation.objects.update_or_create(on=on, defaults={"at": at})
    return observed


def observe_customer(*, customer_id: int, on: date, at: datetime) -> None:
    """Let the rules that read what was said look at one customer again, between two looks at everybody.

    A silence that somebody broke is over; whether one began needs the habits of all customers, and waits
    for the next look at everybody.
    """
    with transaction.atomic():
        look = look_on(on, only=customer_id)
        found = {(one.customer_id, rule.code): one for rule in OF_TALKS for one in rule.find(look)}
        its = open_signals().filter(customer=customer_id)
        codes = [rule.code for rule in OF_TALKS]
        _keep(found, on=on, at=at, codes=codes, customers=len(look.watched), among=its)
        if not is_quiet(look, customer_id):
            _end(list(its.filter(rule=Silent.code)), on)
    looked_again.send_robust(sender=None, customer_id=customer_id)


def look_on(on: date, *, only: int | None = None) -> Look:
    """Return the look of the end of day `on`, over everybody (or one) who pays and is not leaving."""
    company = current_company()
    watched = watched_on(on) if only is None else watched_on(on).filter(pk=only)
    midnight = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(company.zone))
    return Look(
        on=on,
        until=midnight - timedelta(microseconds=1),
        answer_days=company.answer_days,
        rhythm_days=company.rhythm_days,
        watched=frozenset(watched.values_list("pk", flat=True)),
        zone=company.zone,
        only=only,
    )


def _keep(
    found: _Found,
    *,
    on: date,
    at: datetime,
    codes: list[str],
    customers: int,
    among: QuerySet[Signal] | None = None,
) -> Observed:
    signals = open_signals() if among is None else among
    known = {(signal.customer_id, signal.rule): signal for signal in signals}
    gone = [signal for key, signal in known.items() if key not in found and signal.rule in codes]
    _end(gone, on)
    _refresh([(known[key], finding) for key, finding in found.items() if key in known], on)
    opened = [
        _signal(rule, finding, on, at) for (_, rule), finding in _sorted(found) if (_, rule) not in known
    ]
    Signal.objects.bulk_create(opened, batch_size=_BATCH)
    by_rule = {code: sum(rule == code for _, rule in found) for code in codes}
    return Observed(customers, len(opened), len(found) - len(opened), len(gone), by_rule)


def _sorted(found: _Found) -> list[tuple[tuple[int, str], Finding]]:
    """Return findings by customer and rule, so that rows come out the same whatever was looked at first."""
    return sorted(found.items(), key=lambda item: item[0])


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


def _refresh(pairs: list[tuple[Signal, Finding]], on: date) -> None:
    changed = []
    for signal, finding in pairs:
        before = [getattr(signal, field) for field in _REFRESHED]
        signal.strength, signal.since = finding.strength, finding.since
        signal.facts, signal.evidence = finding.facts, finding.evidence
        signal.last_seen_on = max(on, signal.last_seen_on)
        if before != [getattr(signal, field) for field in _REFRESHED]:
            changed.append(signal)
    Signal.objects.bulk_update(changed, _REFRESHED, batch_size=_BATCH)


def _end(signals: list[Signal], on: date) -> None:
    for signal in signals:
        signal.ended_on = max(on, signal.first_seen_on)
    Signal.objects.bulk_update(signals, ["ended_on"], batch_size=_BATCH)
