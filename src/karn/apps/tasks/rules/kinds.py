"""Kinds of tasks that rows ask for: what a task of one says, in the language of who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Facts = Mapping[str, Any]
"""What a task is made of, as JSON: days as ISO text, amounts as decimal text."""


TICKED = "ticked_on"
"""The fact of a task that was ticked off once, and opened again because its row went on asking."""


def _plain(_facts: Facts) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Kind:
    """What one station asks people to do. `text` and `why` say it of one row, in the language in force.

    `urgency` says how strongly a row asks, 0 to 9: among what is due on the same side of today, the most
    urgent stands first. `is_meeting`: one sits together with the customer, and takes the meeting sheet along.
    `keeps_day`: its day was promised or is set by law, so that it may be over when the row first asks; of
    every other kind nothing is late on the day it is first asked for.
    """

    code: str
    name: Promise
    text: Callable[[Facts], str]
    why: Callable[[Facts], str]
    urgency: Callable[[Facts], int] = _plain
    is_meeting: bool = False
    keeps_day: bool = False


_KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Let tasks of this kind be asked for and read."""
    _KINDS[kind.code] = kind


def kind_of(code: str) -> Kind | None:
    """Return the kind of this code; None for an unknown one and for people's own tasks."""
    return _KINDS.get(code)


def urgency_of(code: str, facts: Facts) -> int:
    """Return how strongly a row of this kind asks, 0 to 9; 0 where nothing of the kind is known."""
    known = kind_of(code)
    return max(0, min(known.urgency(facts), 9)) if known else 0


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of wiring."""
    return tuple(_KINDS.values())
