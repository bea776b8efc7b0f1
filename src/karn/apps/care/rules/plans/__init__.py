"""Plans of a start-up: steps, who does them, after how many days. Ready ones per trade, three languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

NEW, CONTACT, BACK = "new", "contact", "back"
OCCASIONS: Final = (NEW, CONTACT, BACK)
NOBODY, KEY, EVERYBODY = "nobody", "key", "everybody"
OWNER, MANAGER, ANYBODY = "owner", "manager", "anybody"
DOERS: Final = (OWNER, MANAGER, ANYBODY)

HAND_OVER, KICK_OFF, CONFIRM = "hand_over", "kick_off", "confirm"
"""Steps that the start-up's page itself does."""

NEW_DAYS: Final = 30
"""Who became a customer longer ago is new no more: no start-up begins by itself."""

CONTACT_DAYS: Final = 14
"""A new contact at a key client gets a start-up within so many days."""

MOST_STEPS, LONGEST, MOST_DAYS = 20, 300, 730
TRADES: Final = ("agency", "practice", "subscription", "shop", "association")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step: its words by language (under "" the company's own), who does it, days after the beginning."""

    words: Mapping[str, str] = field(default_factory=dict)
    who: str = OWNER
    days: int = 0
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"code": self.code, "who": self.who, "days": self.days, "words": dict(self.words)}


@dataclass(frozen=True, slots=True)
class ReadyPlan:
    """For whom a start-up begins by itself, and its steps."""

    begins: str
    steps: tuple[PlannedStep, ...]


def step_from(stored: Mapping[str, Any]) -> PlannedStep:
    """Return a step as it was stored."""
    words = {str(language): str(text) for language, text in stored.get("words", {}).items()}
    return PlannedStep(
        words, str(stored.get("who", OWNER)), int(stored.get("days", 0)), str(stored.get("code", ""))
    )


def said(words: Mapping[str, str], language: str) -> str:
    """Return words in this language: the company's own, else those of the language, else English ones."""
    return words.get("") or words.get(language[:2]) or words.get("en") or next(iter(words.values()), "")


@cache
def ready_plan(trade: str, occasion: str) -> ReadyPlan:
    """Return the ready plan of a trade; an unknown one has the agency's. Raises KeyError for no occasion."""
    if occasion not in OCCASIONS:
        raise KeyError(occasion)
    name = (trade if trade in TRADES else TRADES[0]) if occasion == NEW else occasion
    told = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return ReadyPlan(told["begins"], tuple(step_from(step) for step in told["steps"]))


def check_steps(steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
    """Return the steps in the order of their days, tidied. Raises BadInput for what cannot be."""
    if not 0 < len(steps) <= MOST_STEPS:
        raise BadInput("A plan has between 1 and %(most)s steps.", most=MOST_STEPS)
    for step in steps:
        if not 0 <= step.days <= MOST_DAYS:
            raise BadInput("Choose between 0 and %(most)s days.", most=MOST_DAYS)
    tidy = [
        PlannedStep(
            {language: one_line(text)[:LONGEST] for language, text in step.words.items() if one_line(text)},
            step.who if step.who in DOERS else OWNER, step.days, step.code,
        )
        for step in steps
    ]  # fmt: skip
    if not all(step.words for step in tidy):
        raise BadInput("Say what is to be done.")
    return tuple(sorted(tidy, key=lambda step: step.days))
