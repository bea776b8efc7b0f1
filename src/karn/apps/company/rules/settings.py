"""What a company's settings may be."""

from __future__ import annotations

from zoneinfo import available_timezones

from karn.engine.currencies import CURRENCIES


def is_zone(name: str) -> bool:
    """Say whether `name` is a time zone of the IANA list, like Europe/Stockholm."""
    return name in available_timezones()


def is_currency(code: str) -> bool:
    """Say whether `code` is a currency of ISO 4217, in use or replaced by the euro: what files may say."""
    return code in CURRENCIES
