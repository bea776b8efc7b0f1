"""What a leaver rates, in the words of the company's trade."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.rules.trades import Trade

_PERSON: Final = _("The people")
_THINGS: Final[dict[str, dict[str, Promise]]] = {
    Trade.PRACTICE: {"place": _("The practice itself"), "product": _("The treatment"), "person": _PERSON},
    Trade.SHOP: {"place": _("The shop"), "product": _("What you bought"), "person": _PERSON},
    Trade.ASSOCIATION: {"place": _("Where we meet"), "product": _("What we offer"), "person": _PERSON},
    Trade.AGENCY: {"product": _("The work"), "person": _PERSON},
}
_OTHERWISE: Final = {"product": _("The service"), "person": _PERSON}


def things_rated(trade: str) -> dict[str, Promise]:
    """Return what is rated, by code: place, product, person; without the place where there is none."""
    return dict(_THINGS.get(trade, _OTHERWISE))


THEMES: Final[dict[str, Promise]] = {
    "price": _("Price"),
    "service": _("Service"),
    "product": _("Product"),
    "expertise": _("Expertise"),
    "expectations": _("Expectations"),
    "contact": _("Personal contact"),
    "need_ended": _("No longer needed"),
    "moved": _("Moved"),
}
"""What an answer may be about."""
