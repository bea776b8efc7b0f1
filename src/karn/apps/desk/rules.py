"""How figures are said, by how many customers they speak of. The one place with these limits."""

from __future__ import annotations

FEWEST_FOR_A_PERCENTAGE = 20
"""Under so many customers in the denominator no page shows a percentage (METRICS, ground rule 7)."""

FEWEST_FOR_PERCENTAGES_FIRST = 100
"""A company with fewer customers knows them by name: it reads counts and names first."""


def may_be_percentage(customers: int | None) -> bool:
    """Say whether a share of so many customers may be written as a percentage at all."""
    return customers is not None and customers >= FEWEST_FOR_A_PERCENTAGE


def says_percentages(customers: int) -> bool:
    """Say whether a company with so many customers reads percentages first."""
    return customers >= FEWEST_FOR_PERCENTAGES_FIRST
