"""No figure speaks of who is in the bin, and every figure of a merged customer speaks of one."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.customers.actions.customers import delete_customer, restore_customer
from karn.apps.customers.actions.merges import merge_customers
from karn.apps.measures.exporters import customers, departures, orders, subscriptions

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = date(2026, 10, 1)
EXPORTERS = (customers.CUSTOMERS, subscriptions.SUBSCRIPTIONS, orders.ORDERS, departures.DEPARTURES)


@pytest.fixture
def both(world: Any) -> list[Any]:
    """Two customers with a row in every table of the lake."""
    made = [world.paying(name, attributes={name: "1"}) for name in ("One", "Two")]
    for customer in made:
        world.order(customer, DAY)
        world.departure(customer, notice_on=DAY)
    return made


def told() -> list[list[str]]:
    """Return whom the rows of each table speak of; tables promise no order."""
    return [
        sorted(row["customer_id"] for batch in exporter.batches() for row in batch.to_pylist())
        for exporter in EXPORTERS
    ]


def test_who_is_in_the_bin_is_in_no_table_and_comes_back_into_all(world: Any, both: list[Any]) -> None:
    one, two = both
    manager = world.person(role="manager")
    delete_customer(customer=one.pk, by=manager, at=AT)
    assert told() == [[str(two.pk)]] * 4
    assert "One" not in customers.CUSTOMERS.batches().__next__().schema.names
    restore_customer(customer=one.pk, by=manager, at=AT)
    assert told() == [sorted([str(one.pk), str(two.pk)])] * 4


def test_merged_customers_are_one_in_every_table(world: Any, both: list[Any]) -> None:
    one, two = both
    merge_customers(kept=two.pk, lost=one.pk, by=world.person(role="manager"), at=AT)
    assert told() == [[str(two.pk)], *[[str(two.pk)] * 2] * 3]
