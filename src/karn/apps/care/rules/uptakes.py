"""Where a client can go from where they stand with something that is normal to us. Pure functions."""

from __future__ import annotations

from typing import Final

NEXT: Final[dict[str, tuple[str, ...]]] = {
    "": ("does", "does_not", "unwanted"),
    "does": ("does_not",),
    "does_not": ("proposed", "does", "unwanted"),
    "proposed": ("taken_up", "declined"),
    "taken_up": ("does_not",),
    "declined": ("proposed", "does"),
    "unwanted": ("proposed", "does"),
}
"""Per state ("" = not known yet), what can come of it."""

TOLD: Final = ("proposed", "taken_up", "declined")
"""The states of whoever was told of it."""


def can_become(state: str, wanted: str) -> bool:
    """Say whether a client who stands at `state` can come to stand at `wanted`."""
    return wanted in NEXT.get(state, ())


def is_gap(state: str) -> bool:
    """Say whether this is something to propose."""
    return state == "does_not"
