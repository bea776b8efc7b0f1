"""What the law asks when somebody leaves, country by country: files that say where they come from.

Engineering notes, not legal advice. What stands under `verify` could not be checked in an official text
yet; `lawyer` is who reviewed the file, and empty while nobody did.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

COUNTRIES: Final = ("DE", "NL", "SE", "US-CA")
"""Those with a file of their own; every other gets the strictest of all, eu.toml."""


@dataclass(frozen=True, slots=True)
class Path:
    """How the cancel page works: the same everywhere, because the strictest is our rule for all.

    `fields` are those that may be asked, and no others: what kind of notice, who, which contract, the end
    wanted, where the receipt goes.
    """

    login: bool
    pages: int
    fields: tuple[str, ...]
    offer_before: bool
    receipt_at_once: bool


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """How long a consumer is bound. Months at most; None = what was agreed holds.

    `renewed_months`: after a tacit renewal, on any day. `open_months`: without a term. `unagreed_months`:
    what is counted where nothing was agreed. `longest_first_term_months`: after that on any day, too.
    `service_any_day`: who ordered a service privately leaves at once. `by_law`: whether it is this
    country's law; otherwise our own rule.
    """

    by_law: bool
    unagreed_months: int
    renewed_months: int | None = None
    open_months: int | None = None
    longest_first_term_months: int | None = None
    service_any_day: bool = False


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """When consumers are told that a term is about to renew itself.

    `before`: counted back from the "last_notice_day" or from the "renewal". It goes at the latest
    `latest_months` and `latest_days` before that, and not earlier than `earliest_days` before (0: no such
    limit). Only for terms of `from_term_months` or more; not where who renewed may leave within
    `unless_leaves_within_months`. `missed_ends_at_once`: without it the renewed term may be ended at once.
    """

    before: str
    missed_ends_at_once: bool
    latest_months: int = 0
    latest_days: int = 0
    earliest_days: int = 0
    from_term_months: int = 0
    unless_leaves_within_months: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    """The words on the four buttons, in one language."""

    cancel: str
    cancel_now: str
    withdraw: str
    withdraw_now: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's rules of leaving. `languages` are those in which its pages speak, the country's first.

    `sources` and `verify` say by topic where a line comes from, and what is still to be checked.
    """

    country: str
    written_on: date
    lawyer: str
    languages: tuple[str, ...]
    cancel: Path
    notice: NoticeRule
    reminder: ReminderRule | None
    withdrawal_days: int
    labels: Mapping[str, Labels]
    sources: Mapping[str, str]
    verify: Mapping[str, str]

    def label(self, language: str) -> Labels:
        """Return the words of the buttons in a language; those of the country's first for one it lacks."""
        return self.labels.get(language[:2]) or self.labels[self.languages[0]]


@cache
def pack_of(country: str) -> Pack:
    """Return the rules for a country ("NL", "US-CA"; another or none: the strictest of all)."""
    code = country.upper()
    name = code.lower() if code in COUNTRIES else "eu"
    return _pack(tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")))


def _pack(told: dict[str, Any]) -> Pack:
    path = told["cancel"]
    return Pack(
        country=told["country"],
        written_on=told["written_on"],
        lawyer=told["lawyer"],
        languages=tuple(told["languages"]),
        cancel=Path(**(path | {"fields": tuple(path["fields"])})),
        notice=NoticeRule(**told["notice"]),
        reminder=ReminderRule(**told["reminder"]) if "reminder" in told else None,
        withdrawal_days=told["withdrawal"]["days"],
        labels={language: Labels(**words) for language, words in told["labels"].items()},
        sources=told["sources"],
        verify=told["verify"],
    )
