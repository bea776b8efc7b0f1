"""Reads for the pages of the rules: each with what it sees now, and how it would have done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from karn.apps.company.queries import current_company
from karn.apps.customers.queries import is_visible_to
from karn.apps.people.models import Person
from karn.apps.threats.models.signals import Record, Signal
from karn.apps.threats.queries.signals import reason_of, running_signals
from karn.apps.threats.rules.shares import Share, share
from karn.apps.threats.signals.choices import Rule, rules_now
from karn.engine.signals.catalogue import signal_named


@dataclass(frozen=True, slots=True)
class Past:
    """How a rule would have done from one month's end to another: who it fired for, and who left in time.

    `usual` is the share of everybody looked at who left in time: what a rule without any sense would find.
    `is_idle` says that it had nothing to look at up to the last day: that it never fired says nothing.
    """

    first_on: date
    last_on: date
    precision: Share
    usual: Share
    is_idle: bool = False

    @property
    def false_alarms(self) -> int:
        """For how many it fired who stayed."""
        return self.precision.of - self.precision.times


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the list: for how many it fires now, how many somebody put off, and its past."""

    rule: Rule
    here: int
    hushed: int
    past: Past | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One customer a rule fires for now, as people read it."""

    signal: Signal
    sentence: str


def rule_rows(person: Person) -> list[RuleRow]:
    """Return every rule, with counts of the customers this person may see. Four queries."""
    rules = rules_now(current_company())
    counted = {
        code: (here, hushed)
        for code, here, hushed in _visible(person)
        .order_by()
        .values_list("rule")
        .annotate(
            here=Count("pk", filter=Q(hushed_at__isnull=True)),
            hushed=Count("pk", filter=Q(hushed_at__isnull=False)),
        )
    }
    records = {record.rule: record for record in Record.objects.all()}
    return [_row(rule, counted.get(code, (0, 0)), records.get(code)) for code, rule in rules.items()]


def rule_row(code: str, person: Person) -> RuleRow:
    """Return one rule. Raises UnknownName for one there is not."""
    signal_named(code)
    rule = rules_now(current_company())[code]
    its = _visible(person).filter(rule=code)
    counts = (its.filter(hushed_at__isnull=True).count(), its.filter(hushed_at__isnull=False).count())
    return _row(rule, counts, Record.objects.filter(rule=code).first())


def _row(rule: Rule, counts: tuple[int, int], record: Record | None) -> RuleRow:
    stands = record is not None and record.thresholds_sha256 == rule.thresholds_sha256
    return RuleRow(rule, *counts, _past(record) if stands and record else None)


def _past(record: Record) -> Past:
    precision, usual = share(record.left, record.fired), share(record.leavers, record.looked_at)
    is_idle = record.had_material is False and not record.fired
    return Past(record.first_on, record.last_on, precision, usual, is_idle)


def _visible(person: Person) -> QuerySet[Signal]:
    return running_signals().filter(is_visible_to(person, "customer"))


def seen_by(code: str, person: Person, *, hushed: bool = False) -> QuerySet[Signal]:
    """Return whom a rule fires for now, of those this person may see, the strongest first."""
    its = _visible(person).filter(rule=code, hushed_at__isnull=not hushed)
    return its.select_related("customer__owner", "hushed_by").order_by("-strength", "since", "pk")


def hushed_by_people(person: Person) -> QuerySet[Signal]:
    """Return every signal somebody put off or dismissed and that still fires, the latest first."""
    its = _visible(person).filter(hushed_at__isnull=False)
    return its.select_related("customer", "hushed_by").order_by("-hushed_at", "-pk")


def signal_for(person: Person, number: int) -> Signal | None:
    """Return a signal of a customer this person may see, or None."""
    its = Signal.objects.filter(is_visible_to(person, "customer"))
    return its.select_related("customer", "hushed_by").filter(pk=number).first()


def as_seen(signal: Signal, *, on: date) -> Seen:
    """Return a signal with its sentence, as of `on`, in the language in force."""
    return Seen(signal, reason_of(signal, on=on).sentence)
