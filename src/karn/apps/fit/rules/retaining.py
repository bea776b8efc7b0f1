"""Does a criterion predict who stays? Two shares, and the interval of their difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

LEAST: Final = 20
"""Fewer customers than that on either side say nothing."""
Z_90: Final = 1.6448536269514722
"""The 95 % point of the normal distribution: two-sided 90 %, as every rate of Karn."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the bounds it lies between, with a confidence of 90 %."""

    value: float
    low: float
    high: float


def wilson(part: int, of: int, *, z: float = Z_90) -> Interval:
    """Return the share part / of with its score interval (Wilson 1927, JASA 22). `of` is at least 1."""
    share, square = part / of, z * z
    middle = (part + square / 2) / (of + square)
    reach = z * sqrt(share * (1 - share) * of + square / 4) / (of + square)
    return Interval(share, max(middle - reach, 0.0), min(middle + reach, 1.0))


def difference(first: tuple[int, int], second: tuple[int, int], *, z: float = Z_90) -> Interval:
    """Return the first share less the second with its hybrid score interval; each is (part, of).

    Newcombe (1998), Statistics in Medicine 17:873–890, method 10: from the Wilson interval of each.
    """
    one, other = wilson(*first, z=z), wilson(*second, z=z)
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, low, high)


@dataclass(frozen=True, slots=True)
class Record:
    """How many who met a criterion were still here after `months`, and how many who did not."""

    criterion: int
    months: int
    met: int = 0
    met_stayed: int = 0
    not_met: int = 0
    not_met_stayed: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough customers on both sides to say anything."""
        return min(self.met, self.not_met) >= LEAST

    @property
    def of_met(self) -> Interval:
        """The share of those who met it who stayed. Ask only where it :attr:`is_enough`."""
        return wilson(self.met_stayed, self.met)

    @property
    def of_not_met(self) -> Interval:
        """The share of those who did not who stayed. Ask only where it :attr:`is_enough`."""
        return wilson(self.not_met_stayed, self.not_met)

    @property
    def gap(self) -> Interval:
        """The one share less the other. Ask only where it :attr:`is_enough`."""
        return difference((self.met_stayed, self.met), (self.not_met_stayed, self.not_met))

    @property
    def verdict(self) -> str:
        """Say "predicts" or "contradicts" where the interval leaves no doubt, else "undecided" or "few"."""
        if not self.is_enough:
            return "few"
        if self.gap.low > 0:
            return "predicts"
        return "contradicts" if self.gap.high < 0 else "undecided"
