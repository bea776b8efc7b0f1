"""What each trade switches on, and the word it has for a customer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.rules.words import Word


class Trade(StrEnum):
    """What kind of company it is."""

    AGENCY = "agency"
    PRACTICE = "practice"
    SUBSCRIPTION = "subscription"
    SHOP = "shop"
    ASSOCIATION = "association"


class Station(StrEnum):
    """A part of Karn that not every company needs."""

    CONTRACTS = "contracts"
    RENEWALS = "renewals"
    PRODUCTS = "products"
    ORDERS = "orders"
    CONTACTS = "contacts"
    UNANSWERED = "unanswered"
    USAGE = "usage"
    MARGINS = "margins"


STATION_NAMES: Final[dict[str, Promise]] = {
    Station.CONTRACTS: _("Contracts and subscriptions"),
    Station.RENEWALS: _("Renewals ahead"),
    Station.PRODUCTS: _("Products, plans and list prices"),
    Station.ORDERS: _("Orders"),
    Station.CONTACTS: _("Contacts: the persons at a company"),
    Station.UNANSWERED: _("Unanswered calls and mails"),
    Station.USAGE: _("Usage of what you offer"),
    Station.MARGINS: _("Hours, costs and margins"),
}

STATION_MEANS: Final[dict[str, Promise]] = {
    Station.CONTRACTS: _("On a customer's page, and among what can be imported."),
    Station.RENEWALS: _("In the menu, and among the pages one can search."),
    Station.PRODUCTS: _("In the menu, and among the pages one can search."),
    Station.ORDERS: _("On a customer's page, and among what can be imported."),
    Station.CONTACTS: _("On a customer's page, and among what can be imported."),
    Station.UNANSWERED: _("In the menu, and among the pages one can search."),
    Station.USAGE: _("The figure of who comes back, from usage events."),
    Station.MARGINS: _("In the menu, on a customer's page, and among what can be imported."),
}
"""Where one meets it."""

EVERYTHING: Final[tuple[str, ...]] = tuple(Station)


@dataclass(frozen=True, slots=True)
class Preset:
    """What a trade begins with: the stations that are on, and its word for a customer."""

    stations: tuple[Station, ...]
    word: Word


PRESETS: Final[dict[str, Preset]] = {
    Trade.AGENCY: Preset(
        (Station.CONTRACTS, Station.RENEWALS, Station.CONTACTS, Station.UNANSWERED, Station.MARGINS),
        Word.CLIENT,
    ),
    Trade.PRACTICE: Preset((Station.CONTRACTS, Station.UNANSWERED), Word.PATIENT),
    Trade.SUBSCRIPTION: Preset(
        (
            Station.CONTRACTS,
            Station.RENEWALS,
            Station.PRODUCTS,
            Station.CONTACTS,
            Station.UNANSWERED,
            Station.USAGE,
        ),
        Word.SUBSCRIBER,
    ),
    Trade.SHOP: Preset((Station.ORDERS, Station.UNANSWERED, Station.USAGE, Station.MARGINS), Word.CUSTOMER),
    Trade.ASSOCIATION: Preset(
        (Station.CONTRACTS, Station.RENEWALS, Station.PRODUCTS, Station.UNANSWERED), Word.MEMBER
    ),
}

COUNTRY_OF_ZONE: Final = {"Europe/Amsterdam": "NL", "Europe/Stockholm": "SE"}
"""Whose holidays a company in this zone begins with."""


def first_settings(trade: str, zone: str) -> dict[str, Any]:
    """Return with which further settings a company of this trade and zone begins."""
    preset = PRESETS.get(trade)
    told: dict[str, Any] = {"country": COUNTRY_OF_ZONE.get(zone, "")}
    return told | ({"stations": list(preset.stations), "word": preset.word.value} if preset else {})


@dataclass(frozen=True, slots=True)
class Difference:
    """What a preset would change: stations that come and go, and the word where it becomes another one."""

    comes: tuple[Station, ...]
    goes: tuple[Station, ...]
    word: Word | None

    def __bool__(self) -> bool:
        return bool(self.comes or self.goes or self.word)


def difference_of(preset: Preset, *, stations: Collection[str], word: str) -> Difference:
    """Return what the preset would change where `stations` are on and the word is `word`."""
    return Difference(
        comes=tuple(one for one in Station if one in preset.stations and one not in stations),
        goes=tuple(one for one in Station if one not in preset.stations and one in stations),
        word=preset.word if preset.word != word else None,
    )
