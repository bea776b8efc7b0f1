"""Customers made, edited, thrown away, merged, taken apart and imported in any order, beside a dict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from karn.apps.contracts.models import Order
from karn.apps.customers.actions.customers import (
    change_customer,
    create_customer,
    delete_customer,
    restore_customer,
)
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.models import Customer, Merge
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

START = datetime(2031, 1, 1, tzinfo=UTC)
DAY = date(2026, 1, 1)
TOWNS = st.sampled_from(["", "Delft", "Gouda"])
NUMBERS = st.integers(0, 2)
PICK = st.integers(0, 99)


@dataclass
class Known:
    """What the dict knows of one customer."""

    name: str
    city: str = ""
    orders: set[int] = field(default_factory=set)
    binned: bool = False
    into: int | None = None


@dataclass
class Done:
    """What the list knows of one merge."""

    number: int
    kept: int
    lost: int
    orders: set[int]
    merged: set[int]
    city: str | None


class Life(RuleBasedStateMachine):
    """Each rule does one thing to the database and to the dict."""

    import_text: Callable[..., Any]

    def __init__(self) -> None:
        super().__init__()
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.numbers = count(1)
        self.eva = Person.objects.create(email="eva@example.org", name="Eva", role="manager")
        self.known: dict[int, Known] = {}
        self.sources: dict[str, int] = {}
        self.merges: list[Done] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.all_of_it.__exit__(None, None, None)

    @property
    def at(self) -> datetime:
        return START + timedelta(minutes=next(self.numbers))

    def present(self) -> list[int]:
        return [pk for pk, one in self.known.items() if not one.binned and one.into is None]

    def one_of(self, pick: int) -> int:
        return self.present()[pick % len(self.present())]

    @initialize()
    def begin(self) -> None:
        """Three customers with an order each, so that there is something to merge from the first step on."""
        for number in range(3):
            fact = {"source": "files", "source_id": f"C{number}", "known_at": START}
            customer = Customer.objects.create(name=f"C{number}", city="Delft" * (number == 0), **fact)
            order = Order.objects.create(customer=customer, ordered_on=DAY, amount=1, currency="EUR", **fact)
            self.known[customer.pk] = Known(customer.name, customer.city, {order.pk})
            self.sources[f"C{number}"] = customer.pk

    @rule(city=TOWNS)
    def make(self, city: str) -> None:
        name = f"By hand {next(self.numbers)}"
        made = create_customer(by=self.eva, at=self.at, name=name, city=city)
        self.known[made.pk] = Known(name, city)

    @rule(number=NUMBERS, suffix=NUMBERS, city=TOWNS)
    def import_customer(self, number: int, suffix: int, city: str) -> None:
        source_id, name = f"C{number}", f"Imported {suffix}"
        self.import_text("customers", f"customer_id,name,city\n{source_id},{name},{city}\n", at=self.at)
        pk = Customer.everything.get(source="files", source_id=source_id).pk
        self.sources[source_id] = pk
        its = self.known.setdefault(pk, Known(name))
        its.name, its.city = name, city

    @precondition(lambda self: self.sources)
    @rule(pick=PICK)
    def import_order(self, pick: int) -> None:
        source_id, pk = sorted(self.sources.items())[pick % len(self.sources)]
        order = f"O{next(self.numbers)}"
        text = f"order_id,customer_id,ordered_on,amount,currency\n{order},{source_id},2026-01-01,1,EUR\n"
        self.import_text("orders", text, at=self.at)
        into = self.known[pk].into
        self.known[pk if into is None else into].orders.add(Order.objects.get(source_id=order).pk)

    @precondition(lambda self: self.present())
    @rule(pick=PICK, city=TOWNS)
    def edit(self, pick: int, city: str) -> None:
        pk = self.one_of(pick)
        change_customer(customer=pk, facts={"city": city}, by=self.eva, at=self.at)
        self.known[pk].city = city

    @precondition(lambda self: self.present())
    @rule(pick=PICK)
    def throw_away(self, pick: int) -> None:
        pk = self.one_of(pick)
        delete_customer(customer=pk, by=self.eva, at=self.at)
        self.known[pk].binned = True

    @precondition(lambda self: any(one.binned for one in self.known.values()))
    @rule(pick=PICK)
    def bring_back(self, pick: int) -> None:
        binned = [pk for pk, one in self.known.items() if one.binned]
        pk = binned[pick % len(binned)]
        restore_customer(customer=pk, by=self.eva, at=self.at)
        self.known[pk].binned = False

    @precondition(lambda self: len(self.present()) > 1)
    @rule(pick=PICK, other=PICK)
    def merge(self, pick: int, other: int) -> None:
        kept = self.one_of(pick)
        others = [pk for pk in self.present() if pk != kept]
        lost = others[other % len(others)]
        done = merge_customers(kept=kept, lost=lost, by=self.eva, at=self.at)
        staying, going = self.known[kept], self.known[lost]
        merged = {pk for pk, one in self.known.items() if one.into == lost}
        filled = going.city if going.city and not staying.city else None
        self.merges.append(Done(done.pk, kept, lost, set(going.orders), merged, filled))
        staying.city = filled or staying.city
        staying.orders |= going.orders
        going.orders = set()
        for pk in {*merged, lost}:
            self.known[pk].into = kept

    @precondition(lambda self: self.merges)
    @rule(pick=PICK)
    def take_apart(self, pick: int) -> None:
        done = self.merges[pick % len(self.merges)]
        staying, going = self.known[done.kept], self.known[done.lost]
        if staying.binned or staying.into is not None or going.into != done.kept:
            with pytest.raises(BadInput):
                undo_merge(merge=done.number, by=self.eva, at=self.at)
            return
        undo_merge(merge=done.number, by=self.eva, at=self.at)
        self.merges.remove(done)
        going.into = None
        back = done.orders & staying.orders
        staying.orders -= back
        going.orders |= back
        for pk in done.merged:
            if self.known[pk].into == done.kept:
                self.known[pk].into = done.lost
        if done.city is not None and staying.city == done.city:
            staying.city = ""

    @invariant()
    def the_database_says_what_the_dict_says(self) -> None:
        stored = {
            one.pk: Known(one.name, one.city, set(), one.deleted_at is not None, one.merged_into_id)
            for one in Customer.everything.all()
        }
        for order, customer in Order.objects.values_list("pk", "customer"):
            stored[customer].orders.add(order)
        assert stored == self.known
        assert sorted(Customer.objects.values_list("pk", flat=True)) == sorted(self.present())
        assert Merge.objects.filter(undone_at__isnull=True).count() == len(self.merges)


def test_any_order_of_deeds_leaves_what_the_dict_says(import_text: Any) -> None:
    Life.import_text = staticmethod(import_text)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
