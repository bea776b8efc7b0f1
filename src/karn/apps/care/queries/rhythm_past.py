"""What clients said about how often they want to be heard, and from when until when that held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from karn.apps.care.models.rhythm import OwnRhythm
from karn.apps.people.models import Change

_Change = tuple[datetime | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """So many days between contacts, as this customer (id) said: recorded at, and until it was changed."""

    customer: int
    days: int
    known_at: datetime
    ended_at: datetime | None


def said_rhythms(customers: Collection[int] | None = None) -> Iterator[Said]:
    """Yield what was said, of these customers (ids) or of all, oldest first within a customer. Two queries.

    The journal says how it was before; a row that it does not know counts since it was changed last.
    """
    its = OwnRhythm.objects.filter(customer__deleted_at=None, customer__merged_into=None)
    rows = list(its if customers is None else its.filter(customer__in=customers))
    journal: defaultdict[int, list[_Change]] = defaultdict(list)
    changes = Change.objects.filter(kind=OwnRhythm._meta.label_lower)
    if customers is not None:
        changes = changes.filter(object__in=[row.pk for row in rows])
    for number, at, after in changes.order_by("pk").values_list("object", "at", "after"):
        journal[number].append((at, after))
    for row in sorted(rows, key=lambda one: (one.customer_id, one.pk)):
        yield from _times(row, journal[row.pk] or [(row.changed_at, row.facts)])


def _times(row: OwnRhythm, changes: list[_Change]) -> Iterator[Said]:
    facts: dict[str, Any] = {}
    for (at, after), (ended_at, _) in pairwise([*changes, (None, {})]):
        facts |= after
        if at is not None and facts.get("removed_at") is None:
            yield Said(row.customer_id, int(facts.get("days", row.days)), at, ended_at)
