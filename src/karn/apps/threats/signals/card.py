"""What each rule says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from karn.apps.threats.rules.finding import Finding, Look


@dataclass(frozen=True, slots=True)
class Card:
    """A rule in words, for people: what it asks, looks at, fires at, and cannot see."""

    name: Promise
    question: Promise
    evidence: Promise
    threshold: Promise
    blind_to: Promise


class Rule(Protocol):
    """One rule: a stable code, its card, and one look over all customers at once."""

    @property
    def code(self) -> str:
        """The stable code, kept in signals."""
        ...

    @property
    def card(self) -> Card:
        """The rule in words."""
        ...

    def find(self, look: Look) -> Iterable[Finding]:
        """Return what it finds, at most one finding per customer; a fixed number of queries."""
        ...
