"""An agency whose key client gave notice, with somebody who never worked for it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person, Role

AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


@dataclass
class Gone:
    """A client of Eva's, whose contact is Jo, and Fay who never spoke with them."""

    eva: Person
    fay: Person
    client: Customer
    jo: Contact
    world: Any = field(repr=False)

    def noticed(
        self, customer: Customer | None = None, *, on: date = ON - timedelta(days=3), **facts: Any
    ) -> Any:
        return self.world.departure(customer or self.client, notice_on=on, **facts)


@pytest.fixture
def gone(world: Any) -> Gone:
    world.company(trade="agency", language="en", zone="UTC")
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    fay = world.person(name="Fay", role=Role.ACCOUNT_MANAGER)
    client = world.customer("Bakker", owner=eva, is_key=True, joined_on=date(2024, 2, 29))
    return Gone(eva, fay, client, world.contact(client, "Jo Smit"), world)
