"""Who looks after whom in a demo whose source says nothing of it, and what its own words mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from karn.kernel.errors import BadInput
from karn.kernel.period import Period

if TYPE_CHECKING:
    from karn.apps.people.models import Person

IN_CARE: Final = 300
"""So many of the customers who pay most have an account manager; the others have none."""

ATTRIBUTES: Final = {
    "branche": "The billing program: the line of business",
    "medewerkers": "The billing program: how many people work there",
    "sector": "The billing program: the line of business",
    "size": "The billing program: how many people work there",
}
"""The columns these companies' exports hold besides what Karn knows, and what their source means by them."""


def declare_attributes(*, at: datetime) -> None:
    """Declare what the import brought under names of its own, so that pages say where it comes from."""
    from karn.apps.customers.actions.attributes import keep_attribute  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import AttributeKind, Customer  # noqa: PLC0415

    first = Customer.objects.order_by("pk").first()
    declared = set(AttributeKind.everything.values_list("name", flat=True))
    for name in first.attributes if first else ():
        if name in ATTRIBUTES and name not in declared:
            keep_attribute(name=name, source=ATTRIBUTES[name], by=_administrator(), at=at)


def give_to_people(on: date, *, at: datetime) -> None:
    """Give the customers who pay most to the account managers in turn; two of these are away and covered.

    Nothing is done where the import said who looks after whom, and nothing again.
    """
    from karn.apps.contracts.queries.standing import with_mrr  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.customers.queries import customers_by_owner  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import active_people  # noqa: PLC0415

    takers = [one for one in active_people() if one.role == Role.ACCOUNT_MANAGER]
    if customers_by_owner() or not takers:
        return
    payers = with_mrr(Customer.objects.all(), on).order_by("-mrr_cents", "pk")
    numbers = list(payers.values_list("pk", flat=True)[:IN_CARE])
    for place, taker in enumerate(takers):
        _give(numbers[place :: len(takers)], taker, at)
    for away, covering in zip(takers[:2], takers[2:4], strict=False):
        _cover(away, covering, on, at)


def _give(numbers: list[int], taker: Person, at: datetime) -> None:
    from karn.apps.customers.actions.selections import (  # noqa: PLC0415 (models exist only now)
        change_together,
        choose_customers,
        wanted_with,
    )

    if not numbers:
        return
    by = _administrator()
    chosen = choose_customers(numbers=numbers, by=by, at=at)
    wanted = wanted_with(deed="owner", value=str(taker.pk), by=by)
    change_together(selection=chosen.pk, wanted=wanted, by=by, at=at)


def _cover(away: Person, covering: Person, on: date, at: datetime) -> None:
    from karn.apps.people.actions.covers import arrange_cover  # noqa: PLC0415 (models exist only now)

    period = Period(on - timedelta(days=3), on + timedelta(days=11))
    arrange_cover(away=away, covering=covering, period=period, by=_administrator(), at=at)


def _administrator() -> Person:
    from karn.apps.people.models import Role  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    person = first_person(Role.ADMINISTRATOR)
    if person is None:
        raise BadInput("The demo has no administrator. Make it anew with --fresh.")
    return person
