"""Countries as people write them."""

from __future__ import annotations

import functools

from babel import Locale

LANGUAGES = ("en", "nl", "sv", "de", "fr")


@functools.lru_cache(maxsize=2_000)
def country_code(name: str | None) -> str | None:
    """Return the ISO 3166 code of a country written as code or name, or `name` itself when unknown."""
    if name is None:
        return None
    told = name.strip().casefold()
    return next((code for language in LANGUAGES if (code := _codes(language).get(told))), name)


@functools.cache
def _codes(language: str) -> dict[str, str]:
    """Return the countries' codes by name in one language and by code: most files need no second language."""
    codes: dict[str, str] = {"uk": "GB", "holland": "NL", "the netherlands": "NL"}
    for code, name in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha():
            codes |= {name.casefold(): code, code.casefold(): code}
    return codes
