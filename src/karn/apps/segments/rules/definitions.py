"""What a segment is made of: conditions, joined by groups. As it is stored, and read back checked."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from karn.apps.segments.rules.operators import MOST_VALUES, Operator
from karn.kernel.errors import BadInput

VERSION: Final = 1
DEPTH: Final = 3
"""A group in a group in a group."""
MOST_PARTS: Final = 20
MOST_CONDITIONS: Final = 60
LONGEST: Final = 200
"""Characters of one value."""


class Match(StrEnum):
    """How the parts of a group are joined."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Kept):
    """One thing asked of one field; `values` as text, in the form that :mod:`.values` reads."""

    field: StrictStr = Field(min_length=1, max_length=200)
    operator: Operator
    values: tuple[StrictStr, ...] = Field(default=(), max_length=MOST_VALUES)


class Group(_Kept):
    """Conditions and further groups of which all, any or none hold."""

    match: Match
    parts: tuple[Condition | Group, ...] = Field(min_length=1, max_length=MOST_PARTS)


class Definition(_Kept):
    """A whole segment. `version` is that of this form: what is stored stays readable when it changes."""

    version: Literal[1] = VERSION
    root: Group


def definition_of(told: Any) -> Definition:
    """Read a definition as it is stored (a dict). Raises BadInput for anything else."""
    if _depth(told) > 4 * DEPTH:  # two levels of JSON for each of ours, and the rest is no segment
        raise BadInput(TOO_DEEP, depth=DEPTH)
    try:
        definition = Definition.model_validate(told)
    except ValidationError as error:
        raise BadInput(_plainly(error)) from None
    return checked(definition)


TOO_DEEP = "Groups can stand in groups, at most %(depth)s deep."


def checked(definition: Definition) -> Definition:
    """Return the definition. Raises BadInput where it is too deep or too long."""
    if _group_depth(definition.root) > DEPTH:
        raise BadInput("Groups can stand in groups, at most %(depth)s deep.", depth=DEPTH)
    if sum(1 for _ in conditions_of(definition.root)) > MOST_CONDITIONS:
        raise BadInput("A segment has at most %(most)s conditions.", most=MOST_CONDITIONS)
    return definition


def conditions_of(group: Group) -> Iterator[Condition]:
    """Yield every condition, however deep, in the order of the page."""
    for part in group.parts:
        if isinstance(part, Group):
            yield from conditions_of(part)
        else:
            yield part


def opposite(definition: Definition) -> Definition:
    """Return the definition of everybody whom this one leaves out."""
    return Definition(root=Group(match=Match.NONE, parts=(definition.root,)))


def _group_depth(group: Group) -> int:
    return 1 + max((_group_depth(part) for part in group.parts if isinstance(part, Group)), default=0)


def _depth(told: Any) -> int:
    """Return how deep lists and dicts stand in each other, without following them by calls."""
    deepest, waiting = 0, [(told, 1)]
    while waiting:
        here, depth = waiting.pop()
        deepest = max(deepest, depth)
        inside = here.values() if isinstance(here, dict) else here if isinstance(here, list | tuple) else ()
        waiting.extend((part, depth + 1) for part in inside)
    return deepest


def _plainly(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "too_short" and "parts" in first["loc"]:
        return "A group needs at least one condition."
    return "This is no segment that can be read."
