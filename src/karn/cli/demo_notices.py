"""Notices in the demo: how those who leave now said so, and what still waits for somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.people.models import Person

HOW = ("page", "phone", "page", "mail")
MOST = 8
RECENT = timedelta(days=40)


def receive_notices(on: date, *, at: datetime) -> None:
    """Let those who are on their way out have said so here, and three more wait. Done once, it stays."""
    from karn.apps.farewell.models import Declaration  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    by = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    if by is None or Declaration.objects.exists():
        return
    _under_way(on, by, at)
    _waiting(on, at)


def _under_way(on: date, by: Person, at: datetime) -> None:
    """Receive the notice of departures the files told of: the end they told of stands."""
    from karn.apps.contracts.models import Departure, DepartureKind  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.farewell.actions.declarations import receive_declaration  # noqa: PLC0415
    from karn.apps.farewell.rules.declarations import Said  # noqa: PLC0415

    going = Departure.objects.filter(
        kind=DepartureKind.VOLUNTARY, undone_on=None, notice_on__gt=on - RECENT, notice_on__lt=on,
        contract_ends_on__gt=on, customer__in=Customer.objects.all(),
    )  # fmt: skip
    its = going.select_related("customer", "subscription").order_by("-notice_on", "pk")[:MOST]
    for number, one in enumerate(its):
        way, ends_on, notice_on = HOW[number % len(HOW)], one.contract_ends_on, one.notice_on
        assert ends_on is not None and notice_on is not None  # noqa: S101, PT018 (asked for by the query)
        last = ends_on - timedelta(days=1)
        receive_declaration(
            sort="cancel", way=way, said=Said(one.customer.name, "", one.customer.email, last),
            language=(one.customer.language or "nl")[:2], customer=one.customer,
            subscription=one.subscription, received_at=datetime.combine(notice_on, time(9, 12), UTC),
            by=None if way == "page" else by, at=at,
        )  # fmt: skip


def _waiting(on: date, at: datetime) -> None:
    """Let somebody nobody knows give notice, somebody withdraw, and a customer who gave no code yet."""
    from karn.apps.contracts.models import Subscription  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.farewell.actions.declarations import receive_declaration  # noqa: PLC0415
    from karn.apps.farewell.actions.verification import look_whose  # noqa: PLC0415
    from karn.apps.farewell.rules.declarations import Said  # noqa: PLC0415

    paying = Subscription.objects.filter(price_states__ends_on=None, customer__in=Customer.objects.all())
    known = paying.exclude(customer__email="").select_related("customer").order_by("pk").first()
    said = [
        ("cancel", Said("A. de Boer", "2024-0117", "a.deboer@post.example")),
        ("withdraw", Said("Lena Ek", "lena.ek@post.example", "lena.ek@post.example")),
    ]
    if known is not None:
        customer = known.customer
        said.append(("cancel", Said(customer.name, customer.email, customer.email)))
    for number, (sort, one) in enumerate(said):
        arrived = datetime.combine(on - timedelta(days=number), time(6, 40), UTC)
        made = receive_declaration(sort=sort, said=one, language="nl", received_at=arrived, at=at)
        look_whose(declaration=made.declaration.pk, at=at)
