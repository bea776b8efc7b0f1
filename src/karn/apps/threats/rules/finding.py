"""What a rule looks with, and what it finds."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

WORTH_KNOWING, THIS_WEEK, TODAY = 1, 2, 3

Facts = dict[str, Any]
"""What a sentence is made of, as JSON: days as ISO text, amounts as decimal text."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look over all customers: on which day, how far back in time, by whose terms.

    `until` is the end of day `on` where the company is; `watched` are the customers (ids) who pay and
    have given no notice: the others are not at risk, they left or are leaving. `only` names the one
    customer a look between two refreshes is at.
    """

    on: date
    until: datetime
    answer_days: int
    rhythm_days: int
    watched: AbstractSet[int]
    zone: str = "UTC"
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's finding about one customer; `strength` is 1 worth knowing, 2 this week, 3 today."""

    customer_id: int
    since: date
    strength: int
    facts: Facts = field(default_factory=dict)
    evidence: list[Facts] = field(default_factory=list)


def rows(model: str, *ids: int) -> list[Facts]:
    """Return evidence: the rows of `model` ("app.model") with these ids."""
    return [{"model": model, "id": number} for number in ids]
