"""E-mail addresses, as loosely as the engine's reader takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What other programs write where there is none.
NOTHING = frozenset({"null", "nan", "nat", "none", "n/a", "-", "#n/a"})
# At most 254 characters, as the standards have it.
_is_address = re.compile(r'(?!.{255})[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;".]+').fullmatch


def without_nothing(texts: Sequence[str | None]) -> list[str | None]:
    """Return the texts, None in place of words for nothing."""
    return [None if text and len(text) < 5 and text.lower() in NOTHING else text for text in texts]


def no_addresses(texts: Sequence[str | None]) -> list[int]:
    """Return the positions of the texts to which no mail can be sent."""
    return [position for position, text in enumerate(texts) if text is not None and not _is_address(text)]
