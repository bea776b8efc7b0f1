"""A target: one kind of file, its fields, and where its rows go."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise

from karn.apps.intake.targets.rows import Context, Rows
from karn.apps.intake.targets.upserts import Upsert
from karn.engine.tables import Column, Type
from karn.kernel.errors import UnknownName

UNKNOWN_CUSTOMER = "unknown_customer"
EACH = "1 = 1"


@dataclass(frozen=True, slots=True)
class Link:
    """A row of another table that the staged row speaks of.

    Its database id comes into the stage's column `into`, looked up by the source's id in the column
    `given` (or, `lookup` naming another column of the model, by that). `refuse` is the code with which
    rows are refused whose id is unknown, `note` the name under which unknown ids are counted instead.
    `upsert` makes or changes the other row first, from those staged rows for which `speaks` (SQL over
    the stage ``s``) holds: per other row one, and always the same one, in whatever batches the file comes.
    """

    into: str
    model: type[models.Model]
    given: str
    lookup: str = "source_id"
    refuse: str = ""
    upsert: Upsert | None = None
    speaks: str = EACH
    note: str = ""


def _leave(rows: Rows, context: Context) -> None:
    """Add nothing to the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of file.

    `name` is what commands call it, `label` and `means` what pages do. `columns`, `grain`, `ordered`
    and `attributes` are checked by the reader. Besides its required columns a file must have the `firm`
    ones (a constant may stand in for them) and, for each field of `instead`, that field or the others it
    stands in for. `constants` are fields that may be the same for all rows instead of a column. `words`
    are, per field of choices, the words files use and what they mean. `derive` adds the columns in
    `derived` to each batch, and may refuse rows. `adjust` are statements over the stage once ids are
    known. `own` stores the fact of the row itself, `after` what follows from it.
    `numbered` names the id that is made from the row's content where the file has none.
    """

    name: str
    label: Promise
    means: Promise
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    own: Upsert
    links: tuple[Link, ...] = ()
    after: tuple[Upsert, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    attributes: bool = False
    constants: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asks_day: bool = False
    numbered: str = ""
    derived: tuple[tuple[str, Type], ...] = ()
    derive: Callable[[Rows, Context], None] = _leave
    firm: tuple[str, ...] = ()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adjust: tuple[str, ...] = ()

    @property
    def staged(self) -> dict[str, Type]:
        """The stage's columns and their types."""
        declared = {column.name: column.type for column in self.columns}
        extra = {"attributes": Type.TEXT} if self.attributes else {}
        return declared | extra | dict(self.derived)

    @property
    def refs(self) -> list[str]:
        """The stage's columns for database ids."""
        return [link.into for link in self.links]

    @property
    def sought(self) -> list[str]:
        """The stage's columns by which its rows look for each other."""
        return [link.given for link in self.links if link.speaks != EACH]

    def checked_columns(self, given: frozenset[str]) -> tuple[Column, ...]:
        """Return the columns as a file with the fields `given` must fill them."""
        needed = self.needed(given)
        numbers = self.numbered if self.numbered not in given else ""
        return tuple(_checked(column, needed) for column in self.columns if column.name != numbers)

    def needed(self, given: frozenset[str]) -> frozenset[str]:
        """Return the fields that such a file must fill."""
        needed = {column.name for column in self.columns if column.required} | set(self.firm)
        for single, others in self.instead.items():
            needed |= {single} if single in given else set(others)
        return frozenset(needed if self.numbered in given else needed - {self.numbered})

    def own_words(self, name: str) -> tuple[str, ...]:
        """Return Karn's own words for the field `name`, where it knows a fixed set."""
        return tuple(dict.fromkeys(self.words.get(name, {}).values()))

    @property
    def addresses(self) -> list[str]:
        """The fields of e-mail addresses."""
        return [column.name for column in self.columns if column.type is Type.EMAIL]

    def checked_grain(self, given: frozenset[str]) -> tuple[str, ...]:
        """Return the columns that identify a row of such a file; none when it has no id of its own."""
        return () if self.numbered and self.numbered not in given else self.grain


def _checked(column: Column, needed: frozenset[str]) -> Column:
    """Return the column as the reader checks it: an address that is none is dealt with at the door."""
    kind = Type.TEXT if column.type is Type.EMAIL else column.type
    return dataclasses.replace(column, type=kind, required=column.name in needed)


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    """Offer `target` at the door. Called by the project's wiring only."""
    _targets[target.name] = target


def all_targets() -> list[Target]:
    """Return the targets in the order in which they are best imported."""
    return list(_targets.values())


def target_named(name: str) -> Target:
    """Return the target `name`, or raise UnknownName."""
    if name not in _targets:
        raise UnknownName("kind of file", name, list(_targets))
    return _targets[name]
