"""Writes: how each rule would have done at the ends of past months, counted and kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.threats.actions.switching import tables_at_hand
from karn.apps.threats.models.signals import Record
from karn.apps.threats.rules.thresholds import DAYS_TO_LEAVE, MONTHS_LOOKED_BACK
from karn.apps.threats.signals import Rule, rules_now
from karn.engine.signals.looking import Looker
from karn.engine.signals.outcomes import replay

AT_ONCE = 5_000
"""Up to so many customers it is counted while somebody waits: a few seconds."""

Tell = Callable[[str, int, int], None]


def month_ends(on: date) -> list[date]:
    """Return the ends of the twelve months of which it is known by `on` who left within the quarter after."""
    last = (on - timedelta(days=DAYS_TO_LEAVE)).replace(day=1)
    days = []
    for _ in range(MONTHS_LOOKED_BACK):
        days.append(last - timedelta(days=1))
        last = days[-1].replace(day=1)
    return days[::-1]


def stale_rules(on: date) -> list[Rule]:
    """Return the rules of which nothing is counted yet, or with other thresholds, or not up to now."""
    whole = Record.objects.filter(had_material__isnull=False)
    kept = {record.rule: (record.thresholds_sha256, record.last_on) for record in whole}
    last = month_ends(on)[-1]
    rules = rules_now(current_company()).values()
    return [rule for rule in rules if kept.get(rule.code) != (rule.thresholds_sha256, last)]


def keep_records_of_few(*, on: date, at: datetime) -> bool:
    """Count now where there are few customers (:data:`AT_ONCE`); say whether it is done."""
    if Customer.objects.count() > AT_ONCE:
        return False
    keep_records(on=on, at=at)
    return True


def keep_records(*, on: date, at: datetime, only: Collection[str] = (), tell: Tell | None = None) -> int:
    """Count anew for the rules that are stale (of `only`, where given); return how many they were.

    Reads the lake as it was made last. Nothing is counted twice that stands.
    """
    stale, company = [rule for rule in stale_rules(on) if not only or rule.code in only], current_company()
    if not stale or company.health_data:
        return 0
    days = month_ends(on)
    thresholds = {rule.code: rule.values for rule in stale}
    with Looker(tables_at_hand(list(thresholds), zone=company.zone), on=on) as looker:
        done = replay(looker, days, thresholds, within=DAYS_TO_LEAVE)
    for number, rule in enumerate(stale):
        tally = done.tallies[rule.code]
        if tell:
            tell(rule.code, number, len(stale))
        told = {
            "thresholds_sha256": rule.thresholds_sha256,
            "first_on": days[0],
            "last_on": days[-1],
            "fired": tally.fired,
            "left": tally.left,
            "looked_at": done.looked_at,
            "leavers": done.leavers,
            "had_material": rule.code not in done.idle,
            "made_at": at,
        }
        Record.objects.update_or_create(rule=rule.code, defaults=told)
    return len(stale)
