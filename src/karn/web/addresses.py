"""Addresses of pages with numbers in them, looked up once: Django goes through its patterns each time."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from django.urls import get_script_prefix, reverse

_PLACES: Final = (987_654_321_001, 987_654_321_002, 987_654_321_003)
"""Numbers that stand in no address: where they come out, others are put in."""


def address_of(name: str, *numbers: int) -> str:
    """Return the address of the page `name` (of urls.py) that takes these numbers.

    Raises NoReverseMatch where there is no such page.
    """
    if len(numbers) > len(_PLACES) or any(type(number) is not int or number < 0 for number in numbers):
        return reverse(name, args=numbers)
    first, *others = _parts(name, len(numbers), settings.ROOT_URLCONF, get_script_prefix())
    for number, part in zip(numbers, others, strict=True):
        first += f"{number}{part}"
    return first


@lru_cache(maxsize=1024)
def _parts(name: str, count: int, _urlconf: str, _prefix: str) -> tuple[str, ...]:
    """Return what stands before, between and after the numbers."""
    rest = reverse(name, args=_PLACES[:count])
    parts = []
    for place in _PLACES[:count]:
        part, _number, rest = rest.partition(str(place))
        parts.append(part)
    return (*parts, rest)
