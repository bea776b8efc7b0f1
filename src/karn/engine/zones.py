"""Time zones by name."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from karn.kernel.errors import BadInput

_names = cache(available_timezones)


def check_zone(zone: str) -> None:
    """Raise BadInput unless `zone` is a time zone's name, such as Europe/Amsterdam."""
    if zone not in _names():
        raise BadInput("There is no time zone “%(zone)s”. Use a name such as Europe/Amsterdam.", zone=zone)
