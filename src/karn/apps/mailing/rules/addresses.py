"""E-mail addresses: which can be written to, and which two are the same."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 254
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# Where servers of today and Python's own rules (IDNA 2003) go to two different domains (UTS 46, section 7).
_UNCLEAR: Final = re.compile("[ß\u03c2\u200c\u200d]")
_NOBODY: Final = frozenset({"mailer-daemon", "no-reply", "noreply", "postmaster", "bounce", "bounces"})


def same_address(address: str) -> str:
    """Return the address as it is compared: no blanks, small letters, the domain as servers say it."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local}{at}{_spoken(domain)}"


def usable_address(address: str) -> str | None:
    """Return the address as a server takes it, or None for one no mail can go to.

    Only the plain form of RFC 5321 (no quotes, no comments, no display name), the domain with a dot; a
    line break or any other sign a header could be broken with is no part of one. Nor is a domain like
    faß.de taken: some would deliver it to fass.de, which is somebody else's. It can be given as servers say
    it: xn--fa-hia.de.
    """
    local, _at, domain = address.strip().rpartition("@")
    spoken = _spoken(domain)
    labels = spoken.split(".")
    if len(address) > LONGEST or not _LOCAL.fullmatch(local) or ".." in f".{local}.":
        return None
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return f"{local}@{spoken}"


def is_machine(address: str) -> bool:
    """Say whether nobody reads there: what is written to it only comes back (RFC 3834, RFC 5321)."""
    return address.strip().lower().partition("@")[0] in _NOBODY


def breaks_a_line(text: str) -> bool:
    """Say whether the text could end a header's line and begin another."""
    return any(sign in "\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" for sign in text)


def _spoken(domain: str) -> str:
    small = domain.lower()
    if _UNCLEAR.search(small):
        return small
    try:
        return small.encode("idna").decode()
    except UnicodeError:
        return domain
