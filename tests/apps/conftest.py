"""A small world to put customers into, one plain call per row; and processes that are killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, Invoice, Order, Payment, PriceState, Subscription
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.threats.models import Switch

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """Makes rows with sensible defaults; every source id is new."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _fact(self, prefix: str) -> dict[str, Any]:
        return {"source": "test", "source_id": f"{prefix}{next(self._numbers)}", "known_at": KNOWN}

    def company(self, **values: Any) -> Company:
        return Company.objects.create(**{"name": "Acme", "zone": "UTC", **values})

    def person(self, **values: Any) -> Person:
        number = next(self._numbers)
        return Person.objects.create(
            **{"email": f"p{number}@example.org", "name": f"Person {number}", **values}
        )

    def customer(self, name: str = "Bakker", **values: Any) -> Customer:
        return Customer.objects.create(**{**self._fact("c"), "name": name, **values})

    def paying(self, name: str = "Bakker", *, mrr: int = 50, **values: Any) -> Customer:
        customer = self.customer(name, **values)
        self.price(self.subscription(customer), mrr=mrr)
        return customer

    def subscription(self, customer: Customer, **values: Any) -> Subscription:
        return Subscription.objects.create(
            **{**self._fact("s"), "customer": customer, "currency": "EUR", **values}
        )

    def price(self, subscription: Subscription, *, mrr: int | Decimal = 50, **values: Any) -> PriceState:
        price = {"starts_on": date(2025, 1, 1), "mrr": mrr, "amount": mrr, "known_at": KNOWN}
        return PriceState.objects.create(**{**price, "subscription": subscription, **values})

    def invoice(self, customer: Customer, **values: Any) -> Invoice:
        invoice = {"amount": 60, "currency": "EUR"}
        return Invoice.objects.create(**{**self._fact("i"), **invoice, "customer": customer, **values})

    def payment(self, invoice: Invoice, status: str, **values: Any) -> Payment:
        return Payment.objects.create(**{**self._fact("p"), "invoice": invoice, "status": status, **values})

    def order(self, customer: Customer, ordered_on: date, **values: Any) -> Order:
        order = {"amount": 20, "currency": "EUR"}
        return Order.objects.create(
            **{**self._fact("o"), **order, "customer": customer, "ordered_on": ordered_on, **values}
        )

    def departure(self, customer: Customer, **values: Any) -> Departure:
        return Departure.objects.create(**{**self._fact("d"), "customer": customer, **values})

    def contact(self, customer: Customer, name: str = "Jo", **values: Any) -> Contact:
        return Contact.objects.create(**{**self._fact("k"), "customer": customer, "name": name, **values})

    def switch_on(self, *rules: str) -> None:
        Switch.objects.bulk_create([Switch(rule=rule, is_on=True, changed_at=KNOWN) for rule in rules])

    def said(self, customer: Customer, happened_at: datetime, **values: Any) -> Conversation:
        said = {"channel": "mail", "direction": "out", "subject": "Hello"}
        return Conversation.objects.create(
            **{**self._fact("m"), **said, "customer": customer, "happened_at": happened_at, **values}
        )


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 (opens the database)
    return World()


GOLDEN = (
    (1, date(2026, 1, 1), None, 100),
    (2, date(2026, 1, 1), date(2026, 3, 15), 50),
    (3, date(2026, 1, 1), date(2026, 3, 10), 80),
    (3, date(2026, 3, 10), None, 60),
    (4, date(2026, 1, 1), None, 40),
    (4, date(2026, 3, 20), None, 20),
    (5, date(2026, 3, 5), date(2026, 3, 25), 30),
    (6, date(2026, 3, 12), None, 70),
    (7, date(2026, 1, 1), date(2026, 3, 5), 90),
    (7, date(2026, 3, 28), None, 90),
    (8, date(2026, 1, 1), date(2026, 4, 1), 25),
    (9, date(2025, 6, 1), date(2026, 2, 10), 10),
    (9, date(2026, 3, 18), None, 10),
)
"""Subscriptions of which each figure of March 2026 is known by hand: customer, from, until, MRR."""


@pytest.fixture
def golden(world: World) -> dict[int, Customer]:
    """The customers of GOLDEN, by their number there."""
    numbers = sorted({number for number, *_ in GOLDEN})
    customers = {number: world.customer(f"Golden {number}") for number in numbers}
    for number, starts_on, ends_on, mrr in GOLDEN:
        world.price(world.subscription(customers[number]), mrr=mrr, starts_on=starts_on, ends_on=ends_on)
    return customers


# Django starts once; each deed is a process of its own, forked from it, on a data folder of its own.
_DRIVER = """
import json, os, shutil, sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from karn.cli.installation import prepare
root = Path(sys.argv[1])
prepare(root / "empty")
from django.conf import settings
from django.db import connection, connections
from karn.kernel import points as points_passed
AT = datetime(2026, 11, 1, tzinfo=UTC)
connections.close_all()

def forked(data, *works, **environment):
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        points_passed._passed = 0
        settings.INSTALLATION.data = data
        connection.settings_dict["NAME"] = data / "karn.sqlite3"
        connections["exits"].settings_dict["NAME"] = data / "exits.sqlite3"
        try:
            for work in works:
                result = work()
            if result is not None:
                (data / "told.json").write_text(json.dumps(result, default=str))
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def copied(data, name):
    return Path(shutil.copytree(data, root / name))

def told_by(data, work):
    assert forked(data, work) == 0
    told = data / "told.json"
    try:
        return json.loads(told.read_text())
    finally:
        told.unlink()

def killed_at_each_point(before, deed, *, whole, but=()):
    points = root / f"{deed.__name__}-points"
    assert forked(whole, deed, KARN_COUNT_POINTS=str(points)) == 0
    for number, name in enumerate(points.read_text().splitlines(), start=1):
        if name.startswith(but):
            continue
        data = copied(before, f"{deed.__name__}-{number}")
        yield name, forked(data, deed, KARN_KILL_AT=str(number)), data
        shutil.rmtree(data)

"""


@pytest.fixture
def driven(tmp_path: Path, lay_tables: Callable[[Path], None]) -> Callable[..., Any]:
    """Run a driver: a program with empty data folders and deeds that can be killed at any of their points.

    What it prints as JSON is returned. It finds `root`, `AT` and these: `forked(data, *works)` does works in
    a process of their own and returns its status; `told_by(data, work)` what a work returns there;
    `copied(data, name)` copies a folder; `killed_at_each_point(before, deed, whole=…)` does a deed wholly
    in one folder, and yields each point's name, the status and the folder in which it was killed there
    (`but` for points whose names begin so).
    Copies are for SQLite; a program that makes none can run on another `database`.
    """

    def drive(program: str, *arguments: str, database: str = "sqlite") -> Any:
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KARN_")}
        surroundings["KARN_DATABASE"] = database
        surroundings["DJANGO_SETTINGS_MODULE"] = "karn.project.settings"
        # PostgreSQL runs as somebody else, whom other tests that begin meanwhile keep out of theirs.
        with TemporaryDirectory(prefix="karn-tests-") as own:
            root = str(tmp_path) if database == "sqlite" else own
            if database == "sqlite":
                lay_tables(tmp_path / "empty")
            done = subprocess.run(
                [sys.executable, "-c", _DRIVER + program, root, *arguments],
                env=surroundings,
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return drive
