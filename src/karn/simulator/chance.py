"""Random numbers that are the same on every run, process and Python version."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of random draws named by its seed parts.

    Only `Random.random()` is used: its sequence for a given seed is fixed by Python's documentation,
    while that of `choice` or `gauss` may change between versions.
    """

    __slots__ = ("draw",)

    def __init__(self, *parts: object) -> None:
        """Open the stream named by `parts`; equal parts give equal draws."""
        self.draw = random.Random("/".join(str(part) for part in parts)).random  # noqa: S311 (no secret)

    def happens(self, probability: float) -> bool:
        """Say whether something with this probability happens."""
        return self.draw() < probability

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.draw() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, each as likely."""
        return options[int(self.draw() * len(options))]

    def weigh(self, options: Sequence[tuple[T, float]]) -> T:
        """Return one of the (option, weight) pairs' options; weights need not add up to 1."""
        total = 0.0
        for _, weight in options:
            total += weight
        left = self.draw() * total
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]

    def times(self, mean: float) -> int:
        """Return how often something happens whose number is Poisson with this mean (Knuth's method)."""
        if mean <= 0:
            return 0
        floor, product, number = math.exp(-mean), self.draw(), 0
        while product > floor:
            product *= self.draw()
            number += 1
        return number

    def spread(self, sigma: float) -> float:
        """Return a log-normal factor with mean 1: how much more or less than usual somebody does."""
        normal = math.sqrt(-2 * math.log(1 - self.draw())) * math.cos(2 * math.pi * self.draw())
        return math.exp(sigma * normal - sigma * sigma / 2)
