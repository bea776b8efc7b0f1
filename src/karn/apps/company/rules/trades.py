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
    CRITERIA = "criteria"
    START_UP = "start_up"
    EXPECTATIONS = "expectations"
    PROBLEMS = "problems"
    INFLUENCE = "influence"
    REVIEWS = "reviews"
    VALUE = "value"
    RHYTHM = "rhythm"
    WISHES = "wishes"
    PAYMENTS = "payments"
    GOODBYE = "goodbye"
    LESSONS = "lessons"
    WIN_BACK = "win_back"


STATION_NAMES: Final[dict[str, Promise]] = {
    Station.CONTRACTS: _("Contracts and subscriptions"),
    Station.RENEWALS: _("Renewals ahead"),
    Station.PRODUCTS: _("Products, plans and list prices"),
    Station.ORDERS: _("Orders"),
    Station.CONTACTS: _("Contacts: the persons at a company"),
    Station.UNANSWERED: _("Unanswered calls and mails"),
    Station.USAGE: _("Usage of what you offer"),
    Station.MARGINS: _("Hours, costs and margins"),
    Station.CRITERIA: _("Right clients: your criteria, and who meets them"),
    Station.START_UP: _("Start-up: a good beginning for who is new"),
    Station.EXPECTATIONS: _("Expectations and promises"),
    Station.PROBLEMS: _("Problems and innovations"),
    Station.INFLUENCE: _("Web of influence: who knows whom"),
    Station.REVIEWS: _("Reviews by fresh eyes"),
    Station.VALUE: _("What they got for their money"),
    Station.RHYTHM: _("Contact rhythm"),
    Station.WISHES: _("Wishes and new things"),
    Station.PAYMENTS: _("Failed payments: a friendly reminder before anybody is lost"),
    Station.GOODBYE: _("Goodbye: the cancel page, receipts and farewells"),
    Station.LESSONS: _("Lessons from who left"),
    Station.WIN_BACK: _("Win-back: who may be asked to come back"),
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
    Station.CRITERIA: _("In the menu, beside a customer's page, and first on the dashboard."),
    Station.START_UP: _("In the menu, and beside a customer's page."),
    Station.EXPECTATIONS: _("In the menu, and beside a customer's page."),
    Station.PROBLEMS: _("In the menu, and beside a customer's page."),
    Station.INFLUENCE: _("In the menu, and beside a customer's page."),
    Station.REVIEWS: _("In the menu, and beside a customer's page."),
    Station.VALUE: _("In the menu, and beside a customer's page."),
    Station.RHYTHM: _("In the menu, and among what there is to do."),
    Station.WISHES: _("In the menu, and beside a customer's page."),
    Station.PAYMENTS: _("In the menu, and among what there is to do."),
    Station.GOODBYE: _("In the menu, on a page for your customers, and among what there is to do."),
    Station.LESSONS: _("In the menu, in the weekly meeting, and among what there is to do."),
    Station.WIN_BACK: _("In the menu."),
}
"""Where one meets it."""

MARKETING: Final = frozenset({Station.WIN_BACK})
"""What a company that keeps data about health does not do."""

EVERYTHING: Final[tuple[str, ...]] = tuple(Station)


@dataclass(frozen=True, slots=True)
class Preset:
    """What a trade begins with: the stations that are on, and its word for a customer."""

    stations: tuple[Station, ...]
    word: Word


_CARE = (
    Station.CRITERIA,
    Station.START_UP,
    Station.EXPECTATIONS,
    Station.PROBLEMS,
    Station.INFLUENCE,
    Station.REVIEWS,
    Station.VALUE,
    Station.RHYTHM,
    Station.WISHES,
)
"""All of the routine that keeps single clients for life; who has thousands needs a part of it."""

_AFTER = (Station.GOODBYE, Station.LESSONS, Station.WIN_BACK)
"""What every company needs once somebody leaves."""

PRESETS: Final[dict[str, Preset]] = {
    Trade.AGENCY: Preset(
        (
            Station.CONTRACTS,
            Station.RENEWALS,
            Station.CONTACTS,
            Station.UNANSWERED,
            Station.MARGINS,
            *_CARE,
            *_AFTER,
        ),
        Word.CLIENT,
    ),
    Trade.PRACTICE: Preset(
        (
            Station.CONTRACTS,
            Station.UNANSWERED,
            Station.CRITERIA,
            Station.START_UP,
            Station.EXPECTATIONS,
            Station.RHYTHM,
            Station.WISHES,
            Station.PAYMENTS,
            *_AFTER,
        ),
        Word.PATIENT,
    ),
    Trade.SUBSCRIPTION: Preset(
        (
            Station.CONTRACTS,
            Station.RENEWALS,
            Station.PRODUCTS,
            Station.CONTACTS,
            Station.UNANSWERED,
            Station.USAGE,
            Station.CRITERIA,
            Station.START_UP,
            Station.EXPECTATIONS,
            Station.VALUE,
            Station.WISHES,
            Station.PAYMENTS,
            *_AFTER,
        ),
        Word.SUBSCRIBER,
    ),
    Trade.SHOP: Preset(
        (
            Station.ORDERS,
            Station.UNANSWERED,
            Station.USAGE,
            Station.MARGINS,
            Station.CRITERIA,
            Station.RHYTHM,
            Station.WISHES,
            *_AFTER,
        ),
        Word.CUSTOMER,
    ),
    Trade.ASSOCIATION: Preset(
        (
            Station.CONTRACTS,
            Station.RENEWALS,
            Station.PRODUCTS,
            Station.UNANSWERED,
            Station.CRITERIA,
            Station.START_UP,
            Station.RHYTHM,
            Station.WISHES,
            Station.PAYMENTS,
            *_AFTER,
        ),
        Word.MEMBER,
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
