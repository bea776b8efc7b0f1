"""Days as the reader's language writes them, in sentences and in tables."""

from __future__ import annotations

from datetime import date

from karn.platform.amounts import reader_locale


def day_words(day: date) -> str:
    """Return a day in full: `3 March 2026`."""
    return _written(day, "long")


def short_day_words(day: date) -> str:
    """Return a day short: `3 Mar 2026`. Never in digits alone, which each country orders its own way."""
    return _written(day, "medium")


def _written(day: date, form: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 (Babel's own start takes long)

    return str(format_date(day, form, locale=reader_locale()))
