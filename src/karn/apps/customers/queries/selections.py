"""Customers chosen from a list: what would become of them, before it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from karn.apps.customers.models import AttributeKind, Customer, Selection, Together
from karn.apps.customers.queries.customers import customers_in_bin, customers_visible_to
from karn.apps.people.models import Person, Team

SHOWN = 20
"""So many customers are shown before and after."""

_BATCH = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = {
    Together.OWNER: "owner_id",
    Together.TEAM: "team_id",
    Together.KEY: "is_key",
    Together.ATTRIBUTE: "attributes",
    Together.BIN: "deleted_at",
    Together.RESTORE: "deleted_at",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with many: the deed, and what they all get.

    `value` is the id of a person or a team (None for nobody), yes or no for the mark of key clients, the
    text of the attribute `kind`, or nothing for the bin.
    """

    deed: Together
    value: Any = None
    kind: AttributeKind | None = None

    @property
    def column(self) -> str:
        """Which column it changes."""
        return _COLUMNS[self.deed]

    def of(self, cell: Any) -> Any:
        """Return what of the column's value is at stake."""
        return cell.get(self.kind.name, "") if self.kind else cell

    def is_so(self, cell: Any) -> bool:
        """Whether the column says so already."""
        if self.deed == Together.BIN:
            return cell is not None
        return bool(self.of(cell) == self.value)


@dataclass(slots=True)
class Weighed:
    """What would become of the chosen: `changing` holds the ids of those it changes, each with its column.

    The others are `same` (it is so already), `changed` (ids of those somebody changed meanwhile), or
    `gone`: not there any more, or not this person's to change.
    """

    changing: dict[int, Any] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One customer before and after, in words."""

    number: int
    name: str
    before: str | bool
    after: str | bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the chosen: the first ones before and after, and who is left out."""

    weighed: Weighed
    lines: list[Line]
    changed: list[str]

    @property
    def more(self) -> int:
        """How many change beside those shown."""
        return len(self.weighed.changing) - len(self.lines)


def batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield the ids in sets that fit into one question."""
    for start in range(0, len(numbers), _BATCH):
        yield list(numbers[start : start + _BATCH])


def version_of(known_at: datetime) -> int:
    """Return a row's version as a whole number: JSON keeps it exactly."""
    return (known_at - _EPOCH) // timedelta(microseconds=1)


def selection_of(person: Person, number: int) -> Selection | None:
    """Return what this person chose under a number, or None: nobody sees another one's."""
    return Selection.objects.filter(pk=number, by=person).first()


def customers_for(person: Person, deed: str) -> QuerySet[Customer]:
    """Return the customers with whom this person may do this: those in the bin for taking them out."""
    return customers_in_bin(person) if deed == Together.RESTORE else customers_visible_to(person)


def weigh(selection: Selection, wanted: Wanted, *, person: Person, held: bool = False) -> Weighed:
    """Return what would become of the chosen, in their order; `held` locks their rows for doing it."""
    found: dict[int, tuple[datetime, Any]] = {}
    its = customers_for(person, wanted.deed).order_by("pk")
    its = its.select_for_update() if held else its
    for batch in batches([number for number, _ in selection.customers]):
        cells = its.filter(pk__in=batch).values_list("pk", "known_at", wanted.column)
        found |= {number: (known_at, cell) for number, known_at, cell in cells}
    weighed = Weighed()
    for number, version in selection.customers:
        known_at, cell = found.get(number, (None, None))
        if known_at is None:
            weighed.gone += 1
        elif version_of(known_at) != version:
            weighed.changed.append(number)
        elif wanted.is_so(cell):
            weighed.same += 1
        else:
            weighed.changing[number] = cell
    return weighed


def preview(selection: Selection, wanted: Wanted, *, person: Person) -> Preview:
    """Show what would become of the chosen: the first ones in their order, before and after, in words."""
    weighed = weigh(selection, wanted, person=person)
    first = list(weighed.changing)[:SHOWN]
    names = dict(Customer.everything.filter(pk__in=first).values_list("pk", "name"))
    said = _said(wanted, [wanted.of(weighed.changing[number]) for number in first])
    lines = [
        Line(number, names[number], said(wanted.of(weighed.changing[number])), said(wanted.value))
        for number in first
    ]
    changed = Customer.everything.filter(pk__in=weighed.changed[:SHOWN]).order_by("name", "pk")
    return Preview(weighed, lines, list(changed.values_list("name", flat=True)))


def _said(wanted: Wanted, values: Sequence[Any]) -> Any:
    """Return how a value of this column is said: people and teams by name, others as they are."""
    models: dict[str, type[Person | Team]] = {Together.OWNER: Person, Together.TEAM: Team}
    if wanted.deed not in models:
        return lambda value: value if isinstance(value, bool) else str(value or "")
    asked = {number for number in (*values, wanted.value) if number}
    names = dict(models[wanted.deed]._default_manager.filter(pk__in=asked).values_list("pk", "name"))
    return lambda value: names.get(value, "")
