"""What is kept about customers, by whom: it moves when two are merged, and back when that is undone.

Each app that points at customers gives one holder, in a module named holders.py; the entries are listed
in `project/wiring.py`. A test sees to it that no row pointing at a customer is without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from karn.apps.customers.models import Contact, Customer

Moved = dict[str, list[int]]
"""Per table (`contracts.order`), the ids of what moved. Kept as JSON in the merge."""


class Holder(Protocol):
    """What one app keeps about customers."""

    @property
    def name(self) -> str:
        """The app's label."""

    @property
    def tables(self) -> Sequence[str]:
        """The tables (`contracts.order`) whose rows point at a customer and that this holder answers for."""

    def count(self, customer: int) -> int:
        """Return how many rows belong to the customer."""

    def move(self, *, lost: int, kept: int) -> Moved:
        """Let everything that belongs to the customer `lost` belong to `kept`; return what moved."""

    def move_back(self, moved: Moved, *, lost: int, kept: int) -> None:
        """Undo :meth:`move`: what moved and still belongs to `kept` belongs to `lost` again."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one model that point at a customer, in the column `field`.

    `stays` names rows that cannot move, because `kept` has one like them already: they stay with the
    hidden row, and are there again when the merge is undone.
    """

    model: type[models.Model]
    field: str = "customer"
    stays: Callable[[int, int], models.Q] | None = None

    @property
    def table(self) -> str:
        """The model's name, as `contracts.order`."""
        return self.model._meta.label_lower

    def count(self, customer: int) -> int:
        """Return how many rows belong to the customer."""
        return self._rows().filter(**{self.field: customer}).count()

    def move(self, *, lost: int, kept: int) -> list[int]:
        """Move the rows; return their ids."""
        its = self._rows().filter(**{self.field: lost})
        if self.stays:
            its = its.exclude(self.stays(lost, kept))
        numbers = list(its.order_by("pk").values_list("pk", flat=True))
        self._give(numbers, lost, kept)
        return numbers

    def move_back(self, numbers: Sequence[int], *, lost: int, kept: int) -> None:
        """Move back those of these rows that still belong to `kept`."""
        self._give(numbers, kept, lost)

    def _give(self, numbers: Sequence[int], of: int, to: int) -> None:
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH]
            self._rows().filter(pk__in=batch, **{self.field: of}).update(**{self.field: to})

    def _rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.all()


@dataclass(frozen=True, slots=True)
class HeldOnce(Held):
    """Rows of which a customer has one at a time that is `open`, ordered by `eldest`.

    Where both have one, the eldest belongs to the kept customer, and the others stay with, or go to, the
    hidden row: undoing the merge brings both back. What went to the hidden row is noted with a minus.
    """

    open: models.Q = field(default_factory=models.Q)
    eldest: tuple[str, ...] = ("made_at", "pk")

    def move(self, *, lost: int, kept: int) -> list[int]:
        """Move the rows but those that wait with the hidden one; return their ids."""
        both = self._rows().filter(self.open, **{f"{self.field}__in": (lost, kept)}).order_by(*self.eldest)
        waiting = list(both.values_list("pk", flat=True))[1:]
        its = self._rows().filter(**{self.field: lost}).exclude(pk__in=waiting)
        numbers = list(its.order_by("pk").values_list("pk", flat=True))
        hidden = list(self._rows().filter(pk__in=waiting, **{self.field: kept}).values_list("pk", flat=True))
        self._give(numbers, lost, kept)
        self._give(hidden, kept, lost)
        return numbers + [-number for number in hidden]

    def move_back(self, numbers: Sequence[int], *, lost: int, kept: int) -> None:
        """Move back what moved, and to the kept customer what went to the hidden row."""
        self._give([number for number in numbers if number > 0], kept, lost)
        self._give([-number for number in numbers if number < 0], lost, kept)


_BATCH = 500


class Holding:
    """A holder of rows that simply move: what most apps have."""

    def __init__(self, name: str, *held: Held) -> None:
        self.name = name
        self._held: Mapping[str, Held] = {one.table: one for one in held}

    @property
    def tables(self) -> Sequence[str]:
        """The tables this holder answers for."""
        return list(self._held)

    def count(self, customer: int) -> int:
        """Return how many rows belong to the customer."""
        return sum(held.count(customer) for held in self._held.values())

    def move(self, *, lost: int, kept: int) -> Moved:
        """Move every row; return the ids by table, those tables left out of which nothing moved."""
        moved = {table: held.move(lost=lost, kept=kept) for table, held in self._held.items()}
        return {table: numbers for table, numbers in moved.items() if numbers}

    def move_back(self, moved: Moved, *, lost: int, kept: int) -> None:
        """Move back what moved, the last table first."""
        for table in reversed(moved):
            self._held[table].move_back(moved[table], lost=lost, kept=kept)


# What was merged into the lost one before is now the same as the kept one.
CUSTOMERS = Holding("customers", Held(Contact), Held(Customer, field="merged_into"))

_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Let `holder` move what it keeps. Called by the project's wiring only."""
    _holders[holder.name] = holder


def holders() -> tuple[Holder, ...]:
    """Return all holders, in the order of registration."""
    return tuple(_holders.values())


def rows_of(customer: int) -> int:
    """Return how many rows of all apps belong to the customer (its id)."""
    return sum(holder.count(customer) for holder in holders())
