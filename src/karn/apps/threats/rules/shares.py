"""How sure one can be of a share of few."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from karn.apps.threats.rules.thresholds import FEWEST_FOR_A_SHARE

_Z = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 90 % interval; `says` is false where there are too few to say a share."""

    times: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 of nobody."""
        return self.times / self.of if self.of else 0.0

    @property
    def says(self) -> bool:
        """Whether there are enough of them to say a share at all."""
        return self.of >= FEWEST_FOR_A_SHARE


def share(times: int, of: int) -> Share:
    """Return the share `times` of `of` with its Wilson score interval (Wilson 1927), 90 %."""
    if of == 0:
        return Share(0, 0, 0.0, 1.0)
    part, weight = times / of, _Z * _Z / of
    middle = (part + weight / 2) / (1 + weight)
    half = _Z * sqrt(part * (1 - part) / of + weight / (4 * of)) / (1 + weight)
    return Share(times, of, max(0.0, middle - half), min(1.0, middle + half))
