"""What may be sent to whom, country by country: reviewed files that say where they come from.

Engineering notes, not legal advice. A line under `verify` could not be checked in an official text yet.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

COUNTRIES: Final = ("DE", "NL", "SE")
"""Those with a file of their own; every other gets the strictest of all, eu.toml."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's rules of marketing by mail and telephone.

    `soft_opt_in`: whether an address from a sale may be used without a yes. `surveys_need_consent`: whether
    asking what somebody thinks is advertising, and needs a yes to news. `win_back_months`: how long
    after the end somebody is asked back at most. `calls_need_consent`: whether sales calls to customers
    need a yes. `proof_years`: how long the proof of a consent is kept.
    """

    country: str
    reviewed_on: date
    reviewed_by: str
    soft_opt_in: bool
    surveys_need_consent: bool
    win_back_months: int
    calls_need_consent: bool
    proof_years: int
    sources: tuple[str, ...]
    verify: tuple[str, ...]


@cache
def pack_of(country: str) -> Pack:
    """Return the rules for a country (two letters; another or none: the strictest)."""
    name = country.lower() if country in COUNTRIES else "eu"
    told = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    told |= {key: tuple(told[key]) for key in ("sources", "verify")}
    return Pack(**told)
