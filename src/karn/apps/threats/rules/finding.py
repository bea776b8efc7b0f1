"""What a rule finds, and how strong that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

WORTH_KNOWING, THIS_WEEK, TODAY = 1, 2, 3

Facts = dict[str, Any]
"""What a sentence is made of, as JSON: days as ISO text, amounts as decimal text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's finding about one customer; `strength` is 1 worth knowing, 2 this week, 3 today."""

    customer_id: int
    since: date
    strength: int
    facts: Facts = field(default_factory=dict)
    evidence: list[Facts] = field(default_factory=list)


MODELS = {
    "conversations": "conversations.conversation",
    "promises": "care.promise",
    "events": "",
    "orders": "contracts.order",
    "answers": "surveys.response",
    "invoices": "contracts.invoice",
    "prices": "contracts.pricestate",
    "terms": "contracts.subscription",
    "observations": "conversations.hint",
    "contacts": "customers.contact",
    "changes": "customers.historicalcustomer",
    "judgements": "threats.lightoverrule",
}
"""Which rows of the database the ids of a table of the lake are."""

_ALSO = {("judgements", "fit"): "fit.check"}
"""Where a table holds rows of several kinds: what the id says after its dash."""


def rows(table: str, *ids: str) -> list[Facts]:
    """Return evidence: the rows that a table of the lake names with these ids."""
    parts = [number.partition("-") for number in ids]
    return [
        {"model": _ALSO.get((table, also), MODELS[table]), "id": int(number)}
        for number, _dash, also in parts
        if number.isdecimal()
    ]
