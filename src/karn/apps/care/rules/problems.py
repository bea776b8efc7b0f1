"""How much a problem matters. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from karn.kernel.text import one_line

LOWEST, MIDDLE, HIGHEST = 1, 3, 5
"""The scale of what a problem weighs for the client, and of how urgent it is."""

STATUSES: Final = ("todo", "doing", "waiting", "solved")
"""The columns of a board, from left to right."""

_HOT, _WARM = 15, 8


def rank(weight: int, urgency: int) -> int:
    """Return how much a problem matters: its weight for the client × its urgency, 1 to 25."""
    return weight * urgency


def heat(ranked: int) -> str:
    """Return "hot", "warm" or "cool": in which third of the scale a rank is."""
    if ranked >= _HOT:
        return "hot"
    return "warm" if ranked >= _WARM else "cool"


def neighbour(status: str, step: int) -> str:
    """Return the column to the left (-1) or right (1) of one; nothing at the edge."""
    place = STATUSES.index(status) + step
    return STATUSES[place] if 0 <= place < len(STATUSES) else ""


def is_on_scale(value: object) -> bool:
    """Say whether this is a whole number from 1 to 5."""
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST <= value <= HIGHEST


def tidy_labels(labels: Iterable[str]) -> list[str]:
    """Return labels as they are kept: each once, without commas, which part them in a form."""
    tidied = (one_line(label.replace(",", " "))[:100] for label in labels)
    return list(dict.fromkeys(label for label in tidied if label))
