"""Which rules look, and with which thresholds: as they come, or as somebody chose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import EVERYTHING, PRESETS, Station
from karn.apps.threats.models.signals import Switch
from karn.apps.threats.rules.cards import Card, card_in_words
from karn.engine.signals.catalogue import SIGNALS, Signal


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it stands: `values` are its thresholds, `chosen` those that somebody chose."""

    signal: Signal
    is_on: bool
    values: Mapping[str, int]
    chosen: Mapping[str, int]
    version: str

    @property
    def code(self) -> str:
        """The stable code, kept in signals."""
        return self.signal.code

    @property
    def card(self) -> Card:
        """The rule in words, in the language in force."""
        return card_in_words(self.code, self.values)

    @property
    def thresholds_sha256(self) -> str:
        """What names its thresholds and its SQL's parameters: a record made with others is stale."""
        return hashlib.sha256(json.dumps(dict(self.values), sort_keys=True).encode()).hexdigest()


def settings_of(company: Company) -> dict[str, int]:
    """Return the company's own settings that stand in for thresholds."""
    return {"answer_days": company.answer_days, "rhythm_days": company.rhythm_days}


_WITHOUT_CONTACTS = {"lost_contact": False, "unhappy_answer": True}
"""Clients who are persons: no contact of theirs can leave. What they say themselves tells most: silence does
not, measured on simulated practices (docs/signals.md).
"""
_WITHOUT_CONTRACTS = {"price_rise": False, "falling_orders": True}
"""Who buys by the piece has no price that rises, but a rhythm of buying."""


def first_rules(company: Company) -> set[str]:
    """Return which rules are on where nobody chose: five that can fire in the company's trade."""
    on = {code: signal.is_on_at_first for code, signal in SIGNALS.items()}
    stations = PRESETS[company.trade].stations if company.trade in PRESETS else EVERYTHING
    if Station.CONTACTS not in stations:
        on |= _WITHOUT_CONTACTS
    if Station.CONTRACTS not in stations:
        on |= _WITHOUT_CONTRACTS
    return {code for code, is_on in on.items() if is_on}


def rules_now(company: Company) -> dict[str, Rule]:
    """Return every rule as it stands, by code, in the catalogue's order. One query.

    Where the company keeps data about health all are off: nobody is scored.
    """
    switches = {switch.rule: switch for switch in Switch.objects.all()}
    settings, first = settings_of(company), first_rules(company)
    rules = {
        code: _rule(signal, switches.get(code), settings, is_first=code in first)
        for code, signal in SIGNALS.items()
    }
    return (
        {code: replace(rule, is_on=False) for code, rule in rules.items()} if company.health_data else rules
    )


def _rule(signal: Signal, switch: Switch | None, settings: Mapping[str, int], *, is_first: bool) -> Rule:
    known = {one.name for one in signal.thresholds}
    chosen = {name: value for name, value in (switch.thresholds if switch else {}).items() if name in known}
    return Rule(
        signal=signal,
        is_on=switch.is_on if switch else is_first,
        values=signal.values(chosen, settings),
        chosen=chosen,
        version=switch.version if switch else "",
    )
