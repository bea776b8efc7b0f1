"""The cards: what each metric means, in words, in three languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import yaml

from karn.engine.metrics.catalogue import Metric, metric_named

LANGUAGES = ("en", "nl", "sv")
FENCE = "---"


@dataclass(frozen=True, slots=True)
class Card:
    """A metric in words: `title`, the `question` it answers, and its `definition` in Markdown.

    The rest is for analysts and in English only: grain, unit, edge cases, source, and what each mode
    does differently.
    """

    name: str
    language: str
    title: str
    question: str
    definition: str
    grain: str = ""
    unit: str = ""
    edges: tuple[str, ...] = ()
    source: str = ""
    modes: dict[str, str] = field(default_factory=dict)


@cache
def card_of(name: str, language: str = "en") -> Card:
    """Return the card of the metric `name` in `language` ("en", "nl", "sv"; others get English).

    Raises UnknownName for a metric that does not exist.
    """
    metric = metric_named(name)
    if language not in LANGUAGES or language == "en":
        return _read(metric, "en", "card.md")
    return _read(metric, language, f"card.{language}.md")


def _read(metric: Metric, language: str, file: str) -> Card:
    _, head, body = (metric.folder / file).read_text(encoding="utf-8").split(f"{FENCE}\n", 2)
    told = yaml.safe_load(head)
    return Card(
        name=metric.name,
        language=language,
        title=told["title"],
        question=told["question"],
        definition=body.strip(),
        grain=told.get("grain", ""),
        unit=told.get("unit", ""),
        edges=tuple(told.get("edges", ())),
        source=told.get("source", ""),
        modes=dict(told.get("modes", {})),
    )
