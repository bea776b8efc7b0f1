"""What a country's rules of leaving speak of, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from karn.platform.amounts import reader_locale

TOPICS: Final[dict[str, Promise]] = {
    "cancel": _("Giving notice"),
    "count": _("Counting days"),
    "country": _("Other countries"),
    "exception": _("The exception to the reminder"),
    "fields": _("What may be asked"),
    "first_term": _("Longest first term"),
    "labels": _("Words on the buttons"),
    "missed": _("A reminder that was missed"),
    "notice": _("After a term renewed itself"),
    "old": _("Older contracts"),
    "open": _("Contracts without a term"),
    "receipt": _("The receipt"),
    "reminder": _("Reminder before a renewal"),
    "service": _("Private clients of a service"),
    "small_business": _("Small businesses"),
    "wanted": _("No day given"),
    "withdrawal": _("Withdrawal"),
}
"""What a line of a pack's `sources` or `verify` is about."""


def law_of_where(country: str) -> str:
    """Return where a pack's law holds, as the reader calls it."""
    if country == "EU":
        return _now("Every other country: the strictest of all")
    code, _dash, part = country.partition("-")
    name = str(reader_locale().territories[code])
    return f"{name} ({PARTS[part]})" if part else name


PARTS: Final[dict[str, Promise]] = {"CA": _("California")}
"""Parts of countries with a law of their own."""
