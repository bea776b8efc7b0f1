"""The chain of the audit log: each entry seals itself and the one before, with a key the database has not."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

BEFORE_THE_FIRST = "0" * 64
"""What the first entry names as the seal of the one before it."""

MAY_LAG = 8
"""So many entries may be newer than the anchor: those stored at one time when the process was killed."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the chain: what it tells, the seal of the one before, and its own."""

    number: int
    at: datetime
    person: int | None
    deed: str
    kind: str
    object: str
    detail: str
    previous: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest entry's number and seal, as kept outside the database; number 0 before the first."""

    number: int = 0
    seal: str = BEFORE_THE_FIRST


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing wrong with a chain: the number of the entry, and what it is.

    `what` is "missing" (no entry has this number), "changed" (it is not what was sealed), "cut" (the
    chain ends before its anchor), "forked" (each entry is whole, and the anchored one is another: the log
    was cut, or an older database restored, and went on), "unanchored" (more entries are newer than the
    anchor than a kill explains).
    """

    number: int
    what: str


ACCEPTABLE = frozenset({"cut", "forked"})
"""Flaws that restoring an older database explains, too: every entry that is there is whole."""


def sealed(link: Link, key: bytes) -> Link:
    """Return the link with its seal: HMAC-SHA256 under `key` of everything else in it (RFC 2104)."""
    told = [
        link.number, link.at.astimezone(UTC).isoformat(timespec="microseconds"), link.person, link.deed,
        link.kind, link.object, link.detail, link.previous,
    ]  # fmt: skip
    return replace(link, seal=_mac(told, key))


def sealed_anchor(anchor: Anchor, key: bytes) -> str:
    """Return the seal of the anchor itself: without the key nobody can make one of a shorter chain."""
    return _mac(["anchor", anchor.number, anchor.seal], key)


def _mac(told: Sequence[object], key: bytes) -> str:
    # A JSON list, so that no two different entries are the same text.
    return hmac.new(key, json.dumps(told, ensure_ascii=True).encode(), hashlib.sha256).hexdigest()


def first_flaw(links: Iterable[Link], anchor: Anchor | None, key: bytes) -> Flaw | None:
    """Return the first flaw of the chain, given in the order of the numbers, or None for a whole one.

    A chain without an anchor is a flaw: whoever cuts it would only have to throw the anchor away.
    """
    last, forked = Anchor(), None
    for link in links:
        number = last.number + 1
        if link.number != number:
            return Flaw(number, "missing")
        if link.previous != last.seal or link.seal != sealed(link, key).seal:
            return Flaw(number, "changed")
        if anchor and number == anchor.number and link.seal != anchor.seal:
            forked = forked or Flaw(number, "forked")
        last = Anchor(link.number, link.seal)
    if forked is not None:
        return forked
    if anchor is None:
        return Flaw(1, "unanchored")
    if last.number < anchor.number:
        return Flaw(last.number + 1, "cut")
    return Flaw(anchor.number + 1, "unanchored") if last.number > anchor.number + MAY_LAG else None
