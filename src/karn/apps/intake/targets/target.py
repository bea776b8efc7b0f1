"""A target: one kind of file, its fields, and where its rows go."""

from __future__ import annotations

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


def _all(columns: tuple[Column, ...], given: frozenset[str]) -> tuple[Column, ...]:  # noqa: ARG001
    return columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of file.

    `name` is what commands call it, `label` and `means` what pages do. `columns`, `grain`, `ordered`
    and `attributes` are checked by the reader; `narrow` says which columns a file with the given fields must
    have. `constants` are fields that may be the same for all rows instead of a column. `words` are, per
    field of choices, the words files use and what they mean. `derive` adds
    the columns in `derived` to each batch, and may refuse rows. `adjust` are statements over the
    stage once ids are known. `own` stores the fact of the row itself, `after` what follows from it.
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
    narrow: Callable[[tuple[Column, ...], frozenset[str]], tuple[Column, ...]] = _all
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
        columns = self.narrow(self.columns, given)
        if self.numbered and self.numbered not in given:
            return tuple(column for column in columns if column.name != self.numbered)
        return columns

    def checked_grain(self, given: frozenset[str]) -> tuple[str, ...]:
        """Return the columns that identify a row of such a file; none when it has no id of its own."""
        return () if self.numbered and self.numbered not in given else self.grain


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
