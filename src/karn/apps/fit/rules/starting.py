"""The starter set: what most companies begin with, by trade, in the language of who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: Final[dict[str, Promise]] = {
    "value": _("Gets value from us"),
    "click": _("We click"),
    "margin": _("Leaves a margin"),
    "pays": _("Pays"),
    "worth": _("Pays enough a month"),
    "comes_back": _("Comes back"),
    "keeps_coming": _("Keeps appointments"),
    "takes_part": _("Takes part"),
}
_QUESTIONS: Final[dict[str, Promise]] = {
    "value": _("Does what we do help them visibly, by their own words?"),
    "click": _("Do we like to work together, on both sides?"),
    "margin": _("Do we earn enough on them, with all hours counted?"),
    "pays": _("Do you expect them to pay in full and on time?"),
    "keeps_coming": _("Do they come when agreed, and do what was agreed?"),
    "takes_part": _("Do they take part in what we do?"),
}

_PAYS: Final = {"field": "contracts.failed", "operator": "at_most", "values": ["0"]}
_WORTH: Final = {"field": "contracts.mrr", "operator": "at_least", "values": ["10"]}
_AGAIN: Final = {"field": "contracts.orders", "operator": "at_least", "values": ["2"]}


@dataclass(frozen=True, slots=True)
class Beginning:
    """One criterion to begin with: a question, or with `asks` a rule of one condition."""

    ready: str
    required: bool = True
    asks: dict[str, Any] | None = None

    @property
    def at_signing(self) -> bool:
        """Whether it means anything before somebody signs: what they pay or buy is known only later."""
        return self.asks is None

    @property
    def definition(self) -> dict[str, Any] | None:
        """The rule as it is stored; nothing for a question."""
        return self.asks and {"version": 1, "root": {"match": "all", "parts": [self.asks]}}


_PAYS_BY_RULE: Final = Beginning("pays", asks=_PAYS)
_SETS: Final[dict[str, tuple[Beginning, ...]]] = {
    "agency": (Beginning("value"), Beginning("click"), Beginning("margin"), _PAYS_BY_RULE),
    "practice": (Beginning("value"), Beginning("keeps_coming"), Beginning("click", False), _PAYS_BY_RULE),
    "subscription": (
        _PAYS_BY_RULE,
        Beginning("worth", asks=_WORTH),
        Beginning("value", False),
        Beginning("click", False),
    ),
    "shop": (Beginning("comes_back", asks=_AGAIN), _PAYS_BY_RULE, Beginning("click", False)),
    "association": (_PAYS_BY_RULE, Beginning("takes_part", False), Beginning("value", False)),
}
"""Who has thousands of customers begins with rules that decide alone; a question there is extra."""


def starter_set(trade: str) -> tuple[Beginning, ...]:
    """Return what a company of this trade begins with."""
    return _SETS.get(trade, _SETS["agency"])


def named(ready: str) -> str:
    """Return the name of one of the starter set, in the language in force; nothing for another code."""
    return str(_NAMES.get(ready, ""))


def asked_of(ready: str) -> str:
    """Return the question of one of the starter set, in the language in force."""
    return str(_QUESTIONS.get(ready, ""))
