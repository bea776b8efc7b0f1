"""A rule in words, for people: what it asks, looks at, fires at, and cannot see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from karn.engine.signals.cards import card_of


@dataclass(frozen=True, slots=True)
class Card:
    """A rule in words; `labels` says what each threshold is, `past` why it knows no past days, if so."""

    code: str
    name: str
    question: str
    evidence: str
    threshold: str
    blind_to: str
    labels: Mapping[str, str]
    past: str


def card_in_words(code: str, values: Mapping[str, int]) -> Card:
    """Return the card of a rule with these thresholds, in the language in force."""
    card = card_of(code, _language())
    return Card(
        code=code,
        name=card.title,
        question=card.question,
        evidence=card.evidence,
        threshold=card.fires_at(values),
        blind_to=card.blind_to,
        labels=card.thresholds,
        past=card.past,
    )


def name_of(code: str) -> str:
    """Return what a rule is called, in the language in force."""
    return card_of(code, _language()).title


def thresholds_of(code: str) -> Mapping[str, str]:
    """Return what each threshold of a rule is called, in the language in force."""
    return card_of(code, _language()).thresholds


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
