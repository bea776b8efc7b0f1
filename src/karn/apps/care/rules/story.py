"""What reviews, recaps, benefits and needs say in a client's story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext, ngettext

Told = tuple[str, str, str, str]
"""Icon, title, detail, tone."""


def _review(facts: dict[str, Any]) -> Told:
    return "eye", gettext("Reviewed with fresh eyes"), str(facts.get("by", "")), ""


def _benefit(facts: dict[str, Any]) -> Told:
    title = gettext("A result") if facts.get("kind") == "result" else gettext("Something extra")
    return "star", title, str(facts.get("what", "")), "good"


def _recap(facts: dict[str, Any]) -> Told:
    many = int(facts.get("count", 0))
    said = ngettext("Told what they got: %(count)d line", "Told what they got: %(count)d lines", many)
    return "mail", said % {"count": many}, str(facts.get("to", "")), ""


def _look_back(facts: dict[str, Any]) -> Told:
    title = gettext("Looked back")
    if facts.get("cause") == "taken_over":
        title = gettext("Asked how it was where they came from")
    return "eye", title, str(facts.get("by", "")), ""


def _need(facts: dict[str, Any]) -> Told:
    return "message", gettext("Asked for something"), str(facts.get("words", "")), ""


STORY: Final[dict[str, Callable[[dict[str, Any]], Told]]] = {
    "review": _review,
    "benefit": _benefit,
    "recap": _recap,
    "look_back": _look_back,
    "need": _need,
}
"""Per code what a moment says, in the language in force."""
