"""Looks of one rule on a past day: whom it would have named, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.threats.actions.switching import tables_at_hand
from karn.apps.threats.rules.sentences import sentence
from karn.apps.threats.rules.thresholds import DAYS_TO_LEAVE
from karn.apps.threats.signals import rules_now
from karn.engine.signals.looking import Looker

MOST = 500
"""So many customers are listed."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One customer a rule would have named that day; `left` says whether they left within a quarter."""

    customer: Customer
    strength: int
    since: date
    sentence: str
    left: bool


@dataclass(frozen=True, slots=True)
class PastDay:
    """What a rule would have said on a past day: for how many, how many of them left, and a list of them."""

    on: date
    fired: int
    left: int
    rows: list[Replayed]
    is_idle: bool = False
    """There was nothing to look at by that day."""

    @property
    def false_alarms(self) -> int:
        """For how many it would have fired who stayed, or are not known to have left yet."""
        return self.fired - self.left


def replay_rule(code: str, *, on: date, person: Person) -> PastDay:
    """Let a rule look on a past day at the customers this person may see, from what was known on that day.

    Writes nothing. Raises UnknownName for a rule there is not.
    """
    company = current_company()
    rule = rules_now(company)[code]
    visible = {str(number) for number in customers_visible_to(person).values_list("pk", flat=True)}
    with Looker(tables_at_hand([code], zone=company.zone), on=on) as looker:
        seen = [] if company.health_data else looker.find(code, rule.values)
        found = [one for one in seen if one.customer_id in visible]
        leavers, is_idle = looker.leavers(DAYS_TO_LEAVE), not looker.has_material(code)
    ordered = sorted(found, key=lambda one: (-one.strength, one.since))[:MOST]
    customers = Customer.objects.in_bulk([int(one.customer_id) for one in ordered])
    rows = [
        Replayed(
            customers[int(one.customer_id)],
            one.strength,
            one.since,
            sentence(code, one.facts, on=on),
            one.customer_id in leavers,
        )
        for one in ordered
        if int(one.customer_id) in customers
    ]
    return PastDay(on, len(found), sum(one.customer_id in leavers for one in found), rows, is_idle)
