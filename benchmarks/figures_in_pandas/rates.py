"""Rates of counts and ratios of amounts, on small tables."""

from __future__ import annotations

import pandas as pd

Z = 1.6448536269514722
"""The 90 % interval."""


def add_value(table: pd.DataFrame, numerator: str = "numerator", denominator: str = "denominator") -> None:
    """Add the column value: the ratio, unknown where there is nothing to divide by."""
    table["value"] = (table[numerator] / table[denominator]).where(table[denominator] != 0)


def add_interval(table: pd.DataFrame, numerator: str = "numerator", denominator: str = "denominator") -> None:
    """Add low and high: Wilson's interval of a share of counts."""
    part, whole = table[numerator], table[denominator]
    middle, width = part + Z**2 / 2, Z * (part * (whole - part) / whole + Z**2 / 4) ** 0.5
    table["low"] = ((middle - width) / (whole + Z**2)).clip(lower=0)
    table["high"] = ((middle + width) / (whole + Z**2)).clip(upper=1)
