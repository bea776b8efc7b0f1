"""Numbers and amounts as the reader's language writes them, for pages and for sentences alike."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, numbers
from django.utils import translation

# British English writes the day before the month, as most readers of the English pages do.
LOCALES = {"en": "en_GB", "nl": "nl_NL", "sv": "sv_SE"}
# Dutch writes a hyphen before what is owed; English and Swedish a real minus.
_MINUS = {"nl": "-"}
_CODE_AT_DIGIT = re.compile(r"([A-Za-z])(?=[\d])")


def reader_locale() -> Locale:
    """Return the locale of the language that is spoken now."""
    return _locale(LOCALES.get(_language(), "en_GB"))


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _language() -> str:
    return (translation.get_language() or "en").split("-")[0]


def signed(written: str) -> str:
    """Return a written number with the minus of the reader's language."""
    return written.replace("-", _MINUS.get(_language(), "\N{MINUS SIGN}"))


def amount_words(amount: Decimal, currency: str, *, whole: bool = False) -> str:
    """Write an amount with its currency, with cents or rounded to whole units: `€ -1.234,50` in Dutch."""
    return _amount_words(str(amount), currency, whole, _language())


# A page says the same few prices again and again, and babel takes its time to write one.
@lru_cache(maxsize=4096)
def _amount_words(amount: str, currency: str, whole: bool, _: str) -> str:
    locale = reader_locale()
    pattern = locale.currency_formats["standard"].pattern
    written = numbers.format_currency(
        Decimal(amount),
        currency,
        format=pattern.replace(".00", "") if whole else pattern,
        locale=locale,
        currency_digits=not whole,
    )
    return signed(_CODE_AT_DIGIT.sub("\\1\N{NO-BREAK SPACE}", written))


def percent_words(share: Decimal, digits: int | None = None) -> str:
    """Write a share as a percentage, with its decimals up to one, or as many as `digits` says.

    The sign as the language has it: `8.6%`, in Swedish after a space that does not break.
    """
    written = reader_locale().percent_formats[None].pattern
    places = ".#" if digits is None else "." + "0" * digits if digits else ""
    number, sign = written.split("0", 1)
    return signed(numbers.format_percent(share, format=f"{number}0{places}{sign}", locale=reader_locale()))


def number_words(number: Decimal) -> str:
    """Write a number with the decimals it has, and no more: `2,5` in Dutch."""
    return signed(numbers.format_decimal(number, format="#,##0.######", locale=reader_locale()))
