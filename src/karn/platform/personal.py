"""Which stored fields are about a person, what for, and what becomes of each when the person is erased.

Each app marks every field of its tables in a module named personal.py, beside its models; the entries
are listed in the project's wiring. A field without a mark fails the tests, and so does a mark without a
field. From the marks come the register (docs/personal-data.md, and the page), what is handed out of a
person, and what is erased.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from karn.platform.redaction import Words

HISTORY = ("history_id", "history_date", "history_change_reason", "history_type", "history_user")


class Mark(StrEnum):
    """What becomes of a field of a row that is about the person who is erased."""

    EMPTIED = "emptied"
    """Nothing is left of it. What stands in other rows stays."""

    CLEARED = "cleared"
    """Free text: nothing is left of it; in other rows the person's name, address and number are taken out."""

    SCRUBBED = "scrubbed"
    """The value stays, in every row without the person's name, address and number."""

    NUMBERED = "numbered"
    """The row's own number stands in its place."""

    KEPT = "kept"
    """It stays, for a reason."""

    NONE = "none"
    """It is about nobody."""


class Why(StrEnum):
    """What personal data are kept for, or why they stay; the words are in the register."""

    SERVICE = "service"
    CONTRACT = "contract"
    LEAVING = "leaving"
    DOOR = "door"
    FIGURES = "figures"
    BOOKS = "books"
    LOG = "log"
    STAFF = "staff"
    PROOF = "proof"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Marks:
    """How the fields of one table (`contracts.invoice`) are marked. Names are written with blanks between.

    `customer` and `contact` are the ways from a row to the one it is about (`invoice__customer`); a table
    without is about nobody, or about people who work here. `goes` says for which of them its rows are
    deleted, and not emptied. `title` is what people call the table. `searched` are those of the scrubbed
    fields that hold what somebody asks for: there a name of one word is the person, too. `written` says how
    customers' ids stand in the columns that `customer` names, where not as they are: as keyed hashes.
    `journal`: its rows tell how rows of other tables (`kind`, `object`) were, and are about the same people.
    """

    table: str
    why: Why = Why.NOBODY
    title: Promise | str = ""
    customer: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    emptied: str = ""
    cleared: str = ""
    scrubbed: str = ""
    searched: str = ""
    numbered: str = ""
    kept: Mapping[Why, str] = field(default_factory=dict)
    none: str = ""
    written: Callable[[Collection[int]], Collection[Any]] | None = None
    journal: bool = False

    def customers(self, numbers: Collection[int]) -> Collection[Any]:
        """Return the ids of customers as the table has them."""
        return self.written(numbers) if self.written else numbers

    @cached_property
    def fields(self) -> dict[str, Mark]:
        """Every marked field, and its mark."""
        found = {
            name: mark
            for mark in (Mark.EMPTIED, Mark.CLEARED, Mark.SCRUBBED, Mark.NUMBERED, Mark.NONE)
            for name in getattr(self, mark).split()
        }
        return found | dict.fromkeys(self.reasons, Mark.KEPT)

    @cached_property
    def reasons(self) -> dict[str, Why]:
        """Why each field that stays does."""
        return {name: why for why, names in self.kept.items() for name in names.split()}

    @property
    def count(self) -> int:
        """How many marks there are; more than fields where one is marked twice."""
        written = (self.emptied, self.cleared, self.scrubbed, self.numbered, self.none, *self.kept.values())
        return sum(len(names.split()) for names in written)

    @property
    def model(self) -> type[models.Model]:
        """The table's model."""
        return apps.get_model(self.table)

    @property
    def is_installed(self) -> bool:
        """Whether there is such a table in this installation."""
        app, model = self.table.split(".")
        return model in apps.all_models[app]

    @property
    def rows(self) -> models.QuerySet[Any]:
        """Every row, hidden ones too."""
        return self.model._base_manager.all()

    @property
    def is_personal(self) -> bool:
        """Whether the table holds anything about a person."""
        return set(self.fields.values()) != {Mark.NONE}

    def ways(self, kind: str) -> tuple[str, ...]:
        """Return the ways from a row to a customer or a contact."""
        return self.customer if kind == "customer" else self.contact

    def history(
        self, title: Promise | str, *, customer: tuple[str, ...] = (), contact: tuple[str, ...] = ()
    ) -> Marks:
        """Return the marks of this table's history: its rows go with whom they are about."""
        app, model = self.table.split(".")
        goes = tuple(kind for kind, way in (("customer", customer), ("contact", contact)) if way)
        plain = {Mark.NONE, Mark.KEPT}
        free = {*self.cleared.split(), *self.scrubbed.split()}
        stays = [name for name, mark in self.fields.items() if mark in plain]
        rest = [name for name, mark in self.fields.items() if mark not in plain and name not in free]
        return Marks(
            f"{app}.historical{model}", self.why, title, customer, contact, goes,
            emptied=" ".join(rest), cleared=self.cleared, scrubbed=self.scrubbed,
            none=" ".join([*stays, *HISTORY]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Who is erased or asked about: a customer (with the rows merged into it) or a contact of one.

    `customers` and `contacts` are the ids of the rows that are the person; `customer` is the one whose
    texts speak of it.
    """

    kind: str
    number: int
    customer: int
    customers: tuple[int, ...]
    contacts: tuple[int, ...]
    words: Words


class Trace(Protocol):
    """Where a person stands outside of rows of its own: in files, or in what was made of rows."""

    @property
    def name(self) -> str:
        """A stable name."""

    def hindrance(self, person: Person) -> Promise | str:
        """Say why the person cannot be erased just now, or nothing."""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Take the person out of rows, inside the transaction; return what was done, by name."""

    def erase_files(self, person: Person) -> Mapping[str, int]:
        """Take the person out of files, after the commit. A killed process may do so a second time."""


class Hold(Protocol):
    """Why somebody cannot be erased yet."""

    def reason(self, person: Person, on: date) -> Promise | str:
        """Say what stands against erasing the person on this day, or nothing."""


_marks: dict[str, Marks] = {}
_traces: dict[str, Trace] = {}
_holds: dict[str, Hold] = {}


def register_marks(marks: Marks) -> None:
    """Let a table be known. Called by the project's wiring only."""
    _marks[marks.table] = marks


def register_trace(trace: Trace) -> None:
    """Let what else is made of people be known. Called by the project's wiring only."""
    _traces[trace.name] = trace


def register_hold(name: str, hold: Hold) -> None:
    """Let a reason against erasing be asked. Called by the project's wiring only."""
    _holds[name] = hold


def all_marks() -> Sequence[Marks]:
    """Return the marks of all tables that there are, in the order of registration."""
    return tuple(marks for marks in _marks.values() if marks.is_installed)


def marks_of(table: str) -> Marks | None:
    """Return the marks of one table, if it has any."""
    return _marks.get(table)


def traces() -> Sequence[Trace]:
    """Return where else people stand."""
    return tuple(_traces.values())


def holds() -> Iterator[Hold]:
    """Yield what may stand against erasing somebody."""
    yield from _holds.values()
