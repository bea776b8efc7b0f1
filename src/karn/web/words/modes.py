"""What the modes (other systems' definitions) and the attributes of customers are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODES: dict[str, Promise | str] = {
    "anniversary": _("Counted from each customer’s own first day"),
    "baremetrics": _("As Baremetrics counts"),
    "chartmogul": _("As ChartMogul counts"),
    "current_month": _("By the churn of this period alone"),
    "first_time": _("Only the first time ever"),
    "gold": _("Who is here at the end of a day"),
    "ledger": _("By the books"),
    "recurring": _("Did it in that month"),
    "rolling": _("Did it in that month or later"),
    "stripe": _("As Stripe counts"),
    "totals": _("By the books"),
    "when_cancelled": _("On the day the contract ends"),
    "when_scheduled": _("On the day of the notice"),
    "without_reactivation": _("Without customers who came back"),
}

ATTRIBUTES: dict[str, Promise] = {
    "acquisition_source": _("Came from"),
    "city": _("Place"),
    "country": _("Country"),
    "kind": _("Company or person"),
    "owner": _("Account manager"),
}
"""Columns of our own; all others are the company's, with the names its files give them."""

VALUES: dict[str, dict[str, Promise]] = {
    "kind": {"company": _("Company"), "person": _("Person")},
}


def mode_words(mode: str) -> str:
    """Return what a mode is called."""
    return str(MODES.get(mode, mode))


def attribute_words(name: str) -> str:
    """Return what an attribute of customers is called; one of the company's own keeps its name."""
    return str(ATTRIBUTES.get(name, name))


def value_words(attribute: str | None, value: str) -> str:
    """Return what a value of an attribute is called; one from the company's files stays as it is."""
    return str(VALUES.get(attribute or "", {}).get(value, value))
