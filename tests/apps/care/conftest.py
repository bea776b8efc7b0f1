"""A company with a key client, whose contact is Jo."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person, Role

AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


@dataclass
class Client:
    """One client and its people on both sides."""

    company: Any
    eva: Person
    customer: Customer
    jo: Contact


@pytest.fixture
def client_of(world: Any) -> Client:
    company = world.company(trade="agency", language="en")
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    customer = world.customer(
        "Bakker", owner=eva, is_key=True, joined_on=date(2026, 6, 10), email="info@bakker.example"
    )
    return Client(company, eva, customer, world.contact(customer, "Jo", email="jo@bakker.example"))
