"""A company of two account managers, and a way to call the API as anybody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from karn.api import access
from karn.api.pace import Meter
from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, Invoice, Order, PriceState, Subscription
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.fit.models import Check
from karn.apps.people.actions import create_person
from karn.apps.people.actions.tokens import create_token
from karn.apps.people.models import ApiToken, Person, Role
from karn.apps.people.rules.scopes import scopes_for
from karn.apps.surveys.models import Response, Survey, Version
from karn.apps.surveys.rules.questions import as_json
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.models import Task

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_meter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the calls of each test anew: numbers of tokens come again."""
    monkeypatch.setattr(access, "METER", Meter())


@dataclass
class Caller:
    """Calls the API with a token."""

    secret: str
    token: ApiToken
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {"authorization": f"Bearer {self.secret}", **headers}
        if body is None:
            return self.client.generic(method, f"/api/v1{path}", headers=sent)
        if isinstance(body, dict) and "file" in body:
            form = encode_multipart(
                BOUNDARY, body | {"file": SimpleUploadedFile("a.csv", body["file"].encode())}
            )
            return self.client.generic(method, f"/api/v1{path}", form, MULTIPART_CONTENT, headers=sent)
        text = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(method, f"/api/v1{path}", text, "application/json", headers=sent)

    def get(self, path: str) -> HttpResponse:
        return self.call("GET", path)

    def post(self, path: str, body: Any, key: str = "") -> HttpResponse:
        return self.call("POST", path, body, **({"idempotency-key": key} if key else {}))

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self.call("PATCH", path, body)


class ApiWorld:
    """Makes rows with sensible defaults, people with tokens, and everything about a customer."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def fact(self) -> dict[str, Any]:
        return {"source": "test", "source_id": f"w{next(self._numbers)}", "known_at": KNOWN}

    def person(self, role: str, name: str = "") -> Person:
        name = name or f"The {role}"
        address = f"{name.replace(' ', '.')}@example.nl".lower()
        return create_person(email=address, name=name, password=None, role=role)

    def caller(self, person: Person, scopes: Iterable[str] | None = None) -> Caller:
        given = scopes_for(person.role) if scopes is None else scopes
        token, secret = create_token(person=person, name="Test", scopes=given, by=person, at=KNOWN)
        return Caller(secret, token)

    def customer(self, name: str = "Bakker", **values: Any) -> Customer:
        return Customer.objects.create(**{**self.fact(), "name": name, **values})

    def contact(self, customer: Customer, name: str = "Jo", **values: Any) -> Contact:
        return Contact.objects.create(**{**self.fact(), "customer": customer, "name": name, **values})

    def said(self, customer: Customer, happened_at: datetime = KNOWN, **values: Any) -> Conversation:
        said = {"channel": "mail", "direction": "out", "subject": "Hello"}
        return Conversation.objects.create(
            **{**self.fact(), **said, "customer": customer, "happened_at": happened_at, **values}
        )

    def full(self, word: str, owner: Person | None) -> Customer:
        """Make a customer with `word` wherever somebody could write it, and a row of each kind."""
        customer = self.customer(
            f"{word} name", owner=owner, email=f"{word}@example.org", phone=f"{word} phone",
            city=f"{word} city", attributes={"sector": f"{word} sector"}, joined_on=date(2025, 1, 1),
        )  # fmt: skip
        self.contact(customer, f"{word} contact", role=f"{word} role")
        self.said(customer, KNOWN - timedelta(days=9), subject=f"{word} subject", notes=f"{word} notes")
        paid = Subscription.objects.create(
            **self.fact(), customer=customer, currency="EUR", plan=f"{word} plan"
        )
        price = {"starts_on": date(2025, 1, 1), "mrr": 50, "amount": 50, "known_at": KNOWN}
        PriceState.objects.create(subscription=paid, **price)
        Invoice.objects.create(
            **{**self.fact(), "source_id": f"{word} invoice"}, customer=customer, amount=60, currency="EUR",
            due_on=date(2026, 1, 1),
        )  # fmt: skip
        order = {**self.fact(), "source_id": f"{word} order"}
        Order.objects.create(
            **order, customer=customer, amount=20, currency="EUR", ordered_on=date(2026, 1, 1)
        )
        Departure.objects.create(
            **self.fact(), customer=customer, notice_on=date(2026, 3, 1), reason=f"{word} reason"
        )
        said = {"customer": customer, "changed_at": KNOWN}
        Task.objects.create(**said, text=f"{word} task", made_at=KNOWN)
        Check.objects.create(
            customer=customer, on=KNOWN.date(), fit="right", answers=" ", occasion="check", at=KNOWN
        )
        asked = self.asked()
        answered = {"answers": {"recommend": 2}, "texts": {"better": f"{word} words"}, "said_at": KNOWN}
        Response.objects.create(**said, **answered, survey=asked.survey, version=asked, language="en")
        return customer

    def asked(self) -> Version:
        """Return the words of the one survey there is."""
        made = {"made_at": KNOWN, "changed_at": KNOWN}
        survey, _made = Survey.objects.get_or_create(name="Asked", defaults=made)
        words = {"form": as_json(ready_form("nps")), "made_at": KNOWN}
        return Version.objects.get_or_create(survey=survey, defaults=words)[0]


@pytest.fixture
def world(db: None) -> ApiWorld:  # noqa: ARG001 (opens the database)
    Company.objects.create(name="Acme", zone="Europe/Amsterdam")
    return ApiWorld()


@pytest.fixture
def manager(world: ApiWorld) -> Caller:
    return world.caller(world.person(Role.MANAGER))
