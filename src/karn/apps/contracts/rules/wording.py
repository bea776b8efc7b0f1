"""Reasons, destinations and prices in words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.platform.amounts import amount_words, number_words, percent_words

# Our words for why somebody left and where to; a company's own words stay as they are.
REASONS = {
    "price": _("Price"),
    "service": _("Service"),
    "product": _("Product"),
    "expertise": _("Expertise"),
    "expectations": _("Expectations not met"),
    "contact": _("Personal contact"),
    "personal_contact": _("Personal contact"),
    "need_ended": _("No longer needed"),
    "moved": _("Moved"),
    "other": _("Other"),
}
DESTINATIONS = {
    "competitor": _("A competitor"),
    "alternative": _("An alternative"),
    "nothing": _("Nothing instead"),
    "unknown": _("Not known"),
}


def reason_words(code: str) -> str:
    """Return the reason for leaving in words."""
    return str(REASONS.get(code, code))


def destination_words(code: str) -> str:
    """Return in words where somebody went."""
    return str(DESTINATIONS.get(code, code))


def price_words(price: Decimal, currency: str, *, per: str, quantity: Decimal, discount: Decimal) -> str:
    """Say how a price a month comes about: `5 × €39.00`, `€468.00 per year`, `€50.00, discount 10 %`.

    `per` is the interval in words, empty for a month. Nothing where the price says it all by itself.
    """
    if quantity == 1 and not discount and not per:
        return ""
    said = amount_words(price, currency)
    if quantity != 1:
        said = f"{number_words(quantity)} × {said}"
    if per:
        said = f"{said} {per}"
    if discount:
        told = gettext("discount %(percent)s") % {"percent": percent_words(discount / 100)}
        said = f"{said}, {told}"
    return said


def leaving_words(kind: str) -> str:
    """Return how somebody who is still there is going to leave, by the kind of departure, in words."""
    said = {
        "voluntary": gettext("Gave notice"),
        "payment_failure": gettext("Payment failed"),
        "ended_by_us": gettext("We gave notice"),
        "term_ended": gettext("Term ends as agreed"),
        "withdrawal": gettext("Withdraws in the cooling-off time"),
        "unknown": gettext("Unknown"),
    }
    return said.get(kind, kind)
