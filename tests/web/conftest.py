"""A small world for the pages, one plain call per row."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.db.models.signals import post_save

from karn.apps.company.models import Company
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import AuditEntry, Person
from karn.web.words.audit_codes import THINGS

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


class SmallWorld:
    """Makes people and customers with sensible defaults; every source id is new."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def fact(self) -> dict[str, Any]:
        return {"source": "test", "source_id": f"w{next(self._numbers)}", "known_at": KNOWN}

    def company(self, **values: Any) -> Company:
        return Company.objects.create(**{"name": "Acme", "zone": "UTC", **values})

    def person(self, **values: Any) -> Person:
        number = next(self._numbers)
        return Person.objects.create(
            **{"email": f"p{number}@example.org", "name": f"Person {number}", **values}
        )

    def customer(self, name: str = "Bakker", **values: Any) -> Customer:
        return Customer.objects.create(**{**self.fact(), "name": name, **values})

    def contact(self, customer: Customer, name: str = "Jo", **values: Any) -> Contact:
        return Contact.objects.create(**{**self.fact(), "customer": customer, "name": name, **values})

    def said(self, customer: Customer, happened_at: datetime, **values: Any) -> Conversation:
        said = {"channel": "mail", "direction": "out", "subject": "Hello"}
        return Conversation.objects.create(
            **{**self.fact(), **said, "customer": customer, "happened_at": happened_at, **values}
        )


@pytest.fixture(autouse=True)
def _what_is_written_down_has_a_name() -> Iterator[None]:
    """Fail where a page writes something into the audit log that the log's page has no name for."""
    nameless: set[str] = set()

    def look(instance: AuditEntry, **_told: Any) -> None:
        nameless.update({instance.kind} - {"", *THINGS})

    post_save.connect(look, sender=AuditEntry)
    yield
    post_save.disconnect(look, sender=AuditEntry)
    assert nameless == set(), "they want a name in karn.web.words.audit_codes.THINGS"


@pytest.fixture
def world(db: None) -> SmallWorld:  # noqa: ARG001 (opens the database)
    return SmallWorld()


@pytest.fixture(scope="module")
def unused_world() -> SmallWorld:
    """Return a world for what a whole module shares; it opens no database by itself."""
    return SmallWorld()
