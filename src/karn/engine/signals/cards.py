"""The cards: what each signal asks, looks at, fires at and cannot see, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from karn.engine.signals.catalogue import signal_named

LANGUAGES = ("en", "nl", "sv")


@dataclass(frozen=True, slots=True)
class Card:
    """A signal in words. `fires` has the thresholds' names in braces; `thresholds` says what each is.

    `past` says why it cannot be asked about past days, where it cannot.
    """

    code: str
    title: str
    question: str
    evidence: str
    fires: str
    blind_to: str
    thresholds: Mapping[str, str] = field(default_factory=dict)
    past: str = ""

    def fires_at(self, values: Mapping[str, int]) -> str:
        """Return when it fires, with these thresholds."""
        return self.fires.format_map(values)


@cache
def card_of(code: str, language: str = "en") -> Card:
    """Return the card of the signal `code` in `language` ("en", "nl", "sv"; others get English).

    Raises UnknownName for a signal that does not exist.
    """
    told = _told(code)[language if language in LANGUAGES else "en"]
    return Card(code=code, **told)


@cache
def _told(code: str) -> dict[str, dict[str, Any]]:
    text = (signal_named(code).folder / "card.yaml").read_text(encoding="utf-8")
    told: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (the safe one)
    return told
