"""What a company's settings may be."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

CURRENCY = re.compile(r"[A-Z]{3}")


def is_zone(name: str) -> bool:
    """Say whether `name` is a time zone of the IANA list, like Europe/Stockholm."""
    return name in available_timezones()


def is_currency(code: str) -> bool:
    """Say whether `code` looks like an ISO 4217 code: three capital letters."""
    return CURRENCY.fullmatch(code) is not None
