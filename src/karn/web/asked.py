"""What an address or a form asks for, by name."""

from __future__ import annotations

from django.http import QueryDict


def word_asked(given: QueryDict, name: str) -> str:
    """Return one word of it, empty where there is none, without the sign NUL that no database takes."""
    return given.get(name, "").replace("\x00", "")
