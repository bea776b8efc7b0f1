"""E-mail addresses, as loosely as the engine's reader takes them."""

from __future__ import annotations

import re

LONGEST = 254
# What other programs write where there is none.
NOTHING = frozenset({"null", "nan", "nat", "none", "n/a", "-", "#n/a"})
_ADDRESS = re.compile(r'[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;".]+')


def is_no_address(text: str) -> bool:
    """Say whether no mail can be sent to `text`."""
    return len(text) > LONGEST or not _ADDRESS.fullmatch(text)


def meant(text: str | None) -> str | None:
    """Return the text, or None where it is a word for nothing."""
    return None if text is None or text.lower() in NOTHING else text
