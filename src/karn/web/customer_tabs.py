"""The pages about one customer, side by side: each station's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.models import Company


@dataclass(frozen=True, slots=True)
class Tab:
    """One page about one customer: its address by name, and the station it belongs to ("" = always there)."""

    station: str
    url_name: str
    label: Promise


TABS: Final[tuple[Tab, ...]] = (
    Tab("", "customer", _("Overview")),
    Tab("", "customer_case", _("Case")),
    Tab("", "customer_lights", _("Five lights")),
    Tab("criteria", "customer_fit", _("Right client?")),
    Tab("start_up", "start_up", _("Start-up")),
    Tab("expectations", "expectations", _("Expectations")),
    Tab("problems", "customer_problems", _("Problems")),
    Tab("influence", "influence", _("Who knows whom")),
    Tab("rhythm", "customer_rhythm", _("Contact rhythm")),
    Tab("reviews", "customer_reviews", _("Reviews")),
    Tab("value", "customer_value", _("Value")),
    Tab("wishes", "customer_wishes", _("Wishes")),
    Tab("lessons", "customer_looks", _("Looking back")),
    Tab("goodbye", "customer_goodbye", _("Goodbye")),
)
"""In the order in which they stand."""


def tabs_for(company: Company | None) -> list[Tab]:
    """Return the tabs of a company: those of stations it switched off are not there."""
    return [tab for tab in TABS if not tab.station or company is None or company.has(tab.station)]
