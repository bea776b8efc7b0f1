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
    return _codes().get(name.strip().casefold(), name)


@functools.cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {"uk": "GB", "holland": "NL", "the netherlands": "NL"}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes |= {name.casefold(): code, code.casefold(): code}
    return codes
