"""What a company's settings may be."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from karn.engine.currencies import CURRENCIES


def is_zone(name: str) -> bool:
    """Say whether `name` is a time zone of the IANA list, like Europe/Stockholm."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones: finding them reads a thousand files."""
    return frozenset(available_timezones())


def is_currency(code: str) -> bool:
    """Say whether `code` is a currency of ISO 4217, in use or replaced by the euro: what files may say."""
    return code in CURRENCIES
