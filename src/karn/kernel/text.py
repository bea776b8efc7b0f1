"""Text as people type it and as it is kept: no database takes the sign NUL; blanks around mean nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain(text: str) -> str:
    """Return the text without NUL and the blanks around it."""
    return text.replace("\x00", "").strip()


def one_line(text: str) -> str:
    """Return the text as one line: plain, and every run of blanks within it one blank."""
    return " ".join(text.replace("\x00", "").split())


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts by name, every text among them plain."""
    return {name: plain(value) if isinstance(value, str) else value for name, value in facts.items()}
