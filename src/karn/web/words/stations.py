"""Which kinds of file and which figures belong to a part of Karn that not every company needs."""

from __future__ import annotations

from typing import Final

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station

OF_TARGET: Final[dict[str, Station]] = {
    "subscriptions": Station.CONTRACTS,
    "orders": Station.ORDERS,
    "returns": Station.ORDERS,
    "contacts": Station.CONTACTS,
    "hours": Station.MARGINS,
    "costs": Station.MARGINS,
}
OF_FIGURE: Final[dict[str, Station]] = {
    "activity_retention": Station.USAGE,
    "right_client_churn": Station.CRITERIA,
}


OF_TIMELINE: Final[dict[str, Station]] = {
    "contracts": Station.CONTRACTS,
    "orders": Station.ORDERS,
    "contacts": Station.CONTACTS,
}


def needs_kind(company: Company, kind: str) -> bool:
    """Say whether the company needs to narrow a timeline to this kind of entry."""
    return kind not in OF_TIMELINE or company.has(OF_TIMELINE[kind])


def needs_target(company: Company, target: str) -> bool:
    """Say whether the company needs this kind of file; what belongs to no station everybody does."""
    return target not in OF_TARGET or company.has(OF_TARGET[target])


def needs_figure(company: Company, figure: str) -> bool:
    """Say whether the company needs this figure."""
    return figure not in OF_FIGURE or company.has(OF_FIGURE[figure])
