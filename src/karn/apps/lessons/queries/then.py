"""What we knew of a customer on a day that was: nothing that became known later, unless marked as that.

Rows people wrote are shown as the journal has them on that day. What comes from imports says its own days:
it counts as known when it happened, except where its source says when it was known. Signals are looked for
anew, with the same SQL, as of the end of that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.problems import Problem
from karn.apps.care.models.promises import Promise as Promised
from karn.apps.care.models.rows import Row
from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.models import PriceState
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.measures.exporters.gathering import Gathered, gather
from karn.apps.people.actions.journal import MADE
from karn.apps.people.models import Change
from karn.apps.threats.models.signals import Observation
from karn.apps.threats.rules.sentences import sentence
from karn.apps.threats.signals import Rule, rules_now
from karn.engine.signals.looking import Looker, tables_of
from karn.kernel.month import add_months
from karn.platform.amounts import amount_words
from karn.platform.days import short_day_words

START, YEAR, EVE = "start", "year", "eve"
LABELS: Final[dict[str, Promise]] = {
    START: _("At the start"),
    YEAR: _("A year before"),
    EVE: _("The day before"),
}
SECTIONS: Final[dict[str, Promise]] = {
    "signals": _("Signs of leaving"),
    "contracts": _("What they paid for"),
    "contacts": _("Whom we knew there"),
    "expectations": _("What they expected"),
    "promises": _("What we had promised"),
    "problems": _("Open problems"),
    "conversations": _("What was said last"),
}
TALKS: Final = 8
"""So many conversations before a day are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing; `late_on` is the day on which it became known, where that is after the day looked at."""

    text: str
    on: date | None = None
    detail: str = ""
    late_on: date | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """A customer as it stood at the end of a day: lines by section, in the order of SECTIONS."""

    code: str
    day: date
    lines: Mapping[str, list[Line]]

    @property
    def label(self) -> Promise:
        """Which of the three days it is."""
        return LABELS[self.code]

    @property
    def sections(self) -> list[tuple[str, Promise, list[Line]]]:
        """What is known, by heading; empty ones too: that nothing was known tells something."""
        return [(name, SECTIONS[name], self.lines.get(name, [])) for name in SECTIONS]


def days_to_look_at(customer: Customer, happened_on: date) -> dict[str, date]:
    """Return the days by code: the start, a year before notice, the day before; senseless ones lack.

    The start is the end of the first month as a customer: on the first day nobody knows anything yet.
    """
    eve = happened_on - timedelta(days=1)
    first = PriceState.objects.filter(subscription__customer=customer).order_by("starts_on")
    start = customer.joined_on or first.values_list("starts_on", flat=True).first()
    year = add_months(happened_on, -12)
    begun = add_months(start, 1) if start is not None else None
    days = {START: begun} if begun is not None and begun < eve else {}
    if begun is None or begun < year:
        days[YEAR] = year
    return {**days, EVE: eve}


def known_then(customer: Customer, happened_on: date) -> list[Then]:
    """Return what we knew at the start, a year before, and the day before `happened_on`.

    Some ten queries, and one look of the rules per day (some hundredths of a second each).
    """
    days = days_to_look_at(customer, happened_on)
    rows = _Rows(customer)
    signs = _signs(customer, days.values(), rows)
    return [Then(code, day, {**rows.on(day), "signals": signs[day]}) for code, day in days.items()]


class _Rows:
    """Everything that may be shown of one customer, read once, looked at as of several days."""

    def __init__(self, customer: Customer) -> None:
        self.zone = ZoneInfo(current_company().zone)
        its: dict[str, Any] = {"customer": customer}
        self.prices = list(
            PriceState.objects.filter(subscription__customer=customer)
            .select_related("subscription")
            .order_by("starts_on", "pk")
        )
        self.contacts = list(Contact.objects.filter(**its).order_by("name", "pk"))
        history: Any = Contact.history
        self.histories: dict[int, list[Any]] = defaultdict(list)
        for state in history.filter(customer_id=customer.pk).order_by("history_id"):
            self.histories[state.id].append(state)
        self.expectations = list(Expectation.objects.filter(**its).order_by("made_at", "pk"))
        self.promises = list(Promised.objects.filter(**its).order_by("promised_on", "pk"))
        self.problems = list(
            Problem.objects.filter(**its, removed_at__isnull=True).order_by("raised_on", "pk")
        )
        self.talks = Conversation.objects.filter(**its, bulk=False)
        self.changes = _changes(self.expectations, self.promises)

    def on(self, day: date) -> dict[str, list[Line]]:
        """Return the lines by section, as of the end of a day."""
        end = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return {
            "contracts": [self._paid(one, end) for one in self.prices if _in_force(one, day)],
            "contacts": [line for one in self.contacts if (line := self._knew(one, day, end))],
            "expectations": [line for one in self.expectations if (line := self._expected(one, end))],
            "promises": [line for one in self.promises if (line := self._promised(one, day, end))],
            "problems": [self._problem(one, end) for one in self.problems if _stood(one, day)],
            "conversations": [self._said(one, end) for one in self._talks(end)],
        }

    def _late(self, known_at: datetime, end: datetime) -> date | None:
        return known_at.astimezone(self.zone).date() if known_at >= end else None

    def _paid(self, one: PriceState, end: datetime) -> Line:
        price = f"{amount_words(one.amount, one.subscription.currency)} {one.get_interval_display()}"
        is_known = one.ends_on and one.ends_known_at is not None and one.ends_known_at < end
        detail = gettext("ends on %(day)s") % {"day": _written(one.ends_on)} if is_known else ""
        name = " · ".join(filter(None, [one.plan or one.subscription.plan, price]))
        return Line(name, one.starts_on, detail, self._late(one.known_at, end))

    def _knew(self, one: Contact, day: date, end: datetime) -> Line | None:
        states, was = self.histories[one.pk], self.contact_at(one.pk, end) or one
        if was.deleted_at is not None or (was.starts_on and was.starts_on > day):
            return None
        if was.ends_on is not None and was.ends_on <= day:
            return None
        # An import says its own days; what people wrote down is known since then.
        known_at = (states[0].history_date if states else one.known_at) if one.source == "karn" else None
        champion = gettext("speaks up for us") if was.champion else ""
        detail = " · ".join(filter(None, [was.role, champion]))
        return Line(was.name, was.starts_on, detail, self._late(known_at, end) if known_at else None)

    def contact_at(self, number: int, end: datetime) -> Any:
        """Return a contact's row as it stood at this moment, or None where nobody ever changed it."""
        states = self.histories[number]
        before = [state for state in states if state.history_date < end]
        return before[-1] if before else states[0] if states else None

    def _expected(self, one: Expectation, end: datetime) -> Line | None:
        was = self._was(one, end)
        if one.made_at >= end or was["standing"] != "open" or was["removed_at"]:
            return None
        detail = gettext("we believed so") if was["voice"] == "us" else gettext("they said so")
        if was["confirmed_on"]:
            detail = gettext("they confirmed it")
        return Line(was["text"], local_day(one.made_at, current_company()), detail)

    def _promised(self, one: Promised, day: date, end: datetime) -> Line | None:
        was = self._was(one, end)
        settled = _day(was["settled_on"])
        if one.promised_on > day or was["removed_at"] or (settled is not None and settled <= day):
            return None
        due_on = _day(was["due_on"])
        detail = (
            gettext("overdue since %(day)s") % {"day": _written(due_on)} if due_on and due_on < day else ""
        )
        return Line(was["text"], one.promised_on, detail, self._late(one.made_at, end))

    def _problem(self, one: Problem, end: datetime) -> Line:
        return Line(one.text, one.raised_on, "", self._late(one.made_at, end))

    def _talks(self, end: datetime) -> list[Conversation]:
        return list(self.talks.filter(happened_at__lt=end).order_by("-happened_at", "-pk")[:TALKS])

    def _said(self, one: Conversation, end: datetime) -> Line:
        what = " · ".join([one.get_channel_display(), one.get_direction_display().lower()])
        words = one.subject or one.notes[:200]
        return Line(words or what, one.happened_at.astimezone(self.zone).date(), what if words else "",
                    self._late(one.known_at, end))  # fmt: skip

    def _was(self, row: Row, end: datetime) -> dict[str, Any]:
        """Return a row's facts as they stood at this moment: later changes taken back, the newest first."""
        facts = dict(row.facts)
        for change in self.changes[row._meta.label_lower, row.pk]:
            if change.at >= end and change.how != MADE:
                facts |= change.before
        return facts


def _changes(*kinds: Iterable[Row]) -> dict[tuple[str, int], list[Change]]:
    """Return every change of these rows, the newest first. One query per kind."""
    found: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for rows in kinds:
        numbers = {row._meta.label_lower: [one.pk for one in rows] for row in rows}
        for kind, its in numbers.items():
            for change in Change.objects.filter(kind=kind, object__in=its).order_by("-pk"):
                found[kind, change.object].append(change)
    return found


def _in_force(one: PriceState, day: date) -> bool:
    return one.starts_on <= day and (one.ends_on is None or one.ends_on > day)


def _stood(one: Problem, day: date) -> bool:
    return one.raised_on <= day and (one.solved_on is None or one.solved_on > day)


def _written(day: date | None) -> str:
    return short_day_words(day) if day else ""


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _signs(customer: Customer, days: Iterable[date], rows: _Rows) -> dict[date, list[Line]]:
    """Return what the rules that are on say of this customer as of the end of each day.

    What needs everybody's rows is as the last look before that day had it, or the first after it.
    """
    wanted = list(days)
    rules = [rule for rule in rules_now(current_company()).values() if rule.is_on]
    names = tables_of([rule.code for rule in rules])
    gathered = gather(names, zone=current_company().zone, customers=[customer.pk])
    found: dict[date, list[Line]] = {}
    for day in wanted:
        with Looker(_as_of(gathered, rows, day), on=day, habits=_habits(day), threads=1) as looker:
            found[day] = _found(looker, rules, customer, day)
    return found


def _as_of(gathered: Gathered, rows: _Rows, day: date) -> Gathered:
    """Put who was there, as it was known on the day, in place of what is known now.

    That somebody has left is written down later. The other tables say themselves when a row was known.
    """
    if (table := gathered.tables.get("contacts")) is None:
        return gathered
    end = datetime.combine(day + timedelta(days=1), time(), rows.zone)
    known = [_contact_row(row, rows.contact_at(int(row["contact_id"]), end)) for row in table.to_pylist()]
    return Gathered({**gathered.tables, "contacts": pa.Table.from_pylist(known, table.schema)})


def _contact_row(row: dict[str, Any], was: Any) -> dict[str, Any]:
    if was is None:
        return row
    facts = {name: getattr(was, name) for name in ("name", "influence", "champion", "starts_on", "ends_on")}
    return {**row, **facts, "role": was.role.strip().lower()}


def _habits(day: date) -> Any:
    its = Observation.objects.order_by("on")
    observation = its.filter(on__lte=day).last() or its.filter(Q(on__gt=day)).first()
    return observation.habits if observation else {}


def _found(looker: Looker, rules: Iterable[Rule], customer: Customer, day: date) -> list[Line]:
    findings = [
        (finding.strength, rule.code, finding)
        for rule in rules
        for finding in looker.find(rule.code, rule.values)
        if finding.customer_id == str(customer.pk)
    ]
    return [
        Line(sentence(code, one.facts, on=day), one.since)
        for _strength, code, one in sorted(findings, key=lambda told: (-told[0], told[1]))
    ]
