"""What similar customers have and this one does not, and what a wish asks people to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.tasks.rules.kinds import Facts, Kind

FEWEST, HALF, MOST = 4, 0.5, 5
"""Of at least FEWEST similar customers at least HALF must have a thing; at most MOST things are named."""

STAYED_DAYS: Final = 365
"""Whose example counts: who pays and has been a customer for so long."""

TRADE_WORDS: Final = ("sector", "branche", "bransch", "segment", "industry", "trade", "vak", "bedrijfstak")
"""What companies call the attribute that says which trade a customer is in, the first that is there."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: `having` of `of` similar customers have `what`, and this one does not."""

    what: str
    having: int
    of: int
    kind: str = "plan"


def to_ask(
    own: Collection[str], others: Mapping[int, Iterable[str]], *, kind: str = "plan"
) -> list[Question]:
    """Return what at least half of the others (id → what they have) have and this one does not.

    Nothing where fewer than FEWEST are similar: a habit of two says nothing.
    """
    if len(others) < FEWEST:
        return []
    having = Counter(what for things in others.values() for what in set(things) if what)
    found = [
        Question(what, many, len(others), kind)
        for what, many in having.items()
        if many >= HALF * len(others) and what not in own
    ]
    return sorted(found, key=lambda one: (-one.having, one.what.casefold(), one.what))[:MOST]


def trade_of(attributes: Mapping[str, str], names: Iterable[str] = TRADE_WORDS) -> tuple[str, str]:
    """Return the name of the attribute that holds a customer's trade, and the trade; or two nothings."""
    known = {name.casefold(): name for name, value in attributes.items() if str(value).strip()}
    for word in names:
        if word in known:
            return known[word], str(attributes[known[word]])
    return "", ""


def _text(facts: Facts) -> str:
    return _("Tell them it is there: %(title)s") % {"title": facts.get("title", "")}


def _why(facts: Facts) -> str:
    return _("They asked for it: %(words)s") % {"words": facts.get("words", "")}


TELL = Kind("care.tell", gettext_lazy("Tell who asked"), _text, _why)
