"""Writes: a rule is switched on or off, or its thresholds are chosen; at once it looks at everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from karn.apps.company.queries import current_company
from karn.apps.measures.exporters.gathering import gather
from karn.apps.measures.queries import last_refresh
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.threats.actions.signals import find, keep_findings
from karn.apps.threats.models.signals import Switch
from karn.apps.threats.signals import Rule, rules_now
from karn.engine import open_lake
from karn.engine.lake.manifest import NAME as MANIFEST
from karn.engine.signals.catalogue import signal_named
from karn.engine.signals.looking import Looker, tables_of
from karn.engine.warehouses.duckdb import HasTables
from karn.kernel.durable import sha256_of
from karn.kernel.errors import BadInput
from karn.platform.versions import refuse_unseen


def choose_rule(
    *,
    rule: str,
    is_on: bool,
    thresholds: Mapping[str, int],
    by: Person,
    on: date,
    at: datetime,
    seen: str | None = None,
) -> Rule:
    """Switch a rule on or off and choose its thresholds; those that are not given are the defaults.

    It looks at once, as of `on`, over the lake as it was made last; signals of a rule that is off end.
    Raises UnknownName or BadInput, ChangedMeanwhile where another version is stored than was `seen`.
    """
    signal_named(rule).check(thresholds)
    with transaction.atomic():
        company = current_company()
        if is_on and company.health_data:
            raise BadInput("Your company keeps data about health: nobody is scored, so no rule can look.")
        before = rules_now(company)[rule]
        stored = Switch.objects.select_for_update().filter(rule=rule).first()
        if stored is not None:
            refuse_unseen(stored, seen)
        told = {"is_on": is_on, "thresholds": dict(thresholds), "changed_at": at, "changed_by": by}
        switch, _ = Switch.objects.update_or_create(rule=rule, defaults=told)
        now = rules_now(company)[rule]
        detail = _detail(before, now)
        if detail:
            keep_change(switch, _facts(before), _facts(now), by=by, at=at)
            record(by=by, deed=Event.SIGNAL_CHANGED, about=switch, at=at, detail=f"{rule}: {detail}")
            _look(now, zone=company.zone, on=on, at=at)
    return now


def _facts(rule: Rule) -> dict[str, Any]:
    return {"is_on": rule.is_on, **rule.values}


def _detail(before: Rule, now: Rule) -> str:
    """Return what changed in codes and numbers: "on, workdays 2 > 3"."""
    told = [] if before.is_on == now.is_on else ["on" if now.is_on else "off"]
    changed = [name for name, value in now.values.items() if before.values[name] != value]
    return ", ".join([*told, *(f"{name} {before.values[name]} > {now.values[name]}" for name in changed)])


def _look(rule: Rule, *, zone: str, on: date, at: datetime) -> None:
    findings = {}
    if rule.is_on:
        with Looker(tables_at_hand([rule.code], zone=zone), on=on) as looker:
            findings[rule.code] = find(looker, rule)
    keep_findings(findings, on=on, at=at, codes=[rule.code], customers=0)


def tables_at_hand(codes: list[str], *, zone: str) -> HasTables:
    """Return the tables these signals read: of the lake, or of the database where that has none."""
    folder, refresh = settings.INSTALLATION.lake, last_refresh()
    path = folder / MANIFEST
    if refresh is not None and path.is_file() and sha256_of(path) == refresh.manifest_sha256:
        return open_lake(folder, only=tables_of(codes))
    return gather(tables_of(codes), zone=zone)
