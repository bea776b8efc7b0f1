"""A survey as its reader meets it: what stands on the public page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karn.apps.surveys.rules.questions import STARS, Kind, Option, Question, field_name, spoken


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to rate."""

    field: str
    words: str
    value: str
    steps: tuple[str, ...] = tuple(str(step) for step in range(1, STARS + 1))


@dataclass(frozen=True, slots=True)
class Shown:
    """One question with its field, and what stands in it."""

    kind: str
    field: str
    words: str
    value: str
    low: str = ""
    high: str = ""
    steps: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    things: tuple[Thing, ...] = ()


def shown(questions: Iterable[Question], values: Mapping[str, str], language: str) -> list[Shown]:
    """Return the questions as the page shows them in `language`, with the values of its fields."""
    return [_shown(question, values, language) for question in questions]


def _shown(question: Question, values: Mapping[str, str], language: str) -> Shown:
    name = field_name(question)
    scale = question.kind == Kind.SCALE
    return Shown(
        kind="choice" if question.kind == Kind.YES_NO else question.kind.value,
        field=name,
        words=spoken(question.words, language),
        value=values.get(name, ""),
        low=spoken(question.low_words, language) if scale else "",
        high=spoken(question.high_words, language) if scale else "",
        steps=tuple(str(step) for step in question.steps) if scale else (),
        options=_options(question, language),
        things=tuple(_thing(question, option, values, language) for option in question.options),
    )


def _options(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    if question.kind == Kind.YES_NO:
        return (("yes", _("Yes")), ("no", _("No")))
    return tuple((option.code, spoken(option.words, language)) for option in question.options)


def _thing(question: Question, option: Option, values: Mapping[str, str], language: str) -> Thing:
    name = field_name(question, option.code)
    return Thing(name, spoken(option.words, language), values.get(name, ""))


def on_accent(accent: str) -> str:
    """Return black or white, whichever is easier to read on the colour (#rrggbb): WCAG 2 contrast."""
    parts = [int(accent[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"
