"""What a customer buys, through the API."""

from typing import Any

import pytest

from karn.apps.people.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_everything_a_customer_buys_and_owes_is_told(world: Any, manager: Any) -> None:
    path = f"/customers/{world.full('Bakker', None).pk}"
    subscription = manager.get(f"{path}/subscriptions").json()["items"][0]
    assert (subscription["plan"], subscription["currency"]) == ("Bakker plan", "EUR")
    price = subscription["prices"][0]
    assert (price["starts_on"], price["mrr"], price["interval"]) == ("2025-01-01", "50", "month")
    invoice = manager.get(f"{path}/invoices").json()["items"][0]
    assert (invoice["source_id"], invoice["amount"], invoice["state"]) == ("Bakker invoice", "60", "overdue")
    order = manager.get(f"{path}/orders").json()["items"][0]
    assert (order["source_id"], order["amount"], order["ordered_on"]) == ("Bakker order", "20", "2026-01-01")
    departure = manager.get(f"{path}/departures").json()["items"][0]
    assert (departure["notice_on"], departure["reason"]) == ("2026-03-01", "Bakker reason")
    seen = AuditEntry.objects.filter(deed="customer_seen").order_by("number").values_list("detail", flat=True)
    its = ("subscriptions", "invoices", "orders", "departures")
    assert list(seen) == [f"{what} token:{manager.token.pk}" for what in its]


def test_invoices_and_orders_come_page_by_page(world: Any, manager: Any) -> None:
    customer = world.full("Bakker", None)
    for kind in ("invoices", "orders"):
        row = getattr(customer, kind).get()
        for _ in range(60):
            row.pk, row.source_id = None, world.fact()["source_id"]
            row.save()
        first = manager.get(f"/customers/{customer.pk}/{kind}").json()
        second = manager.get(f"/customers/{customer.pk}/{kind}?cursor={first['next']}").json()
        met = [one["id"] for one in first["items"] + second["items"]]
        assert (len(met), len(set(met)), second["next"]) == (61, 61, None)
