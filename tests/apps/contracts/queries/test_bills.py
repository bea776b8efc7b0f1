"""Paging through a customer's invoices and orders."""

from datetime import date
from typing import Any

from karn.apps.contracts.queries.bills import bills_page, orders_page

TODAY = date(2026, 4, 15)


def test_paging_through_invoices_meets_each_once_with_its_state(world: Any) -> None:
    customer, other = world.customer("A"), world.customer("B")
    invoices = [world.invoice(customer, due_on=date(2026, 4, day)) for day in (1, 2, 14, 20)]
    world.invoice(other)
    world.payment(invoices[0], "paid", paid_on=date(2026, 4, 2))
    world.payment(invoices[1], "failed", failed_on=date(2026, 4, 3))
    pages, before = [], None
    while True:
        page = bills_page(customer, on=TODAY, before=before, limit=3)
        pages.append([(bill.invoice.pk, bill.state) for bill in page.rows])
        world.invoice(customer, due_on=date(2026, 5, 1))  # what comes meanwhile shifts nothing
        if (before := page.before) is None:
            break
    one, two, three, four = [invoice.pk for invoice in invoices]
    assert pages == [[(four, "open"), (three, "overdue"), (two, "in_grace")], [(one, "paid")]]


def test_paging_through_orders_meets_each_once(world: Any) -> None:
    customer = world.customer("A")
    orders = [world.order(customer, TODAY).pk for _ in range(4)]
    world.order(world.customer("B"), TODAY)
    first = orders_page(customer, limit=2)
    second = orders_page(customer, before=first.before, limit=2)
    assert [order.pk for order in first.rows + second.rows] == orders[::-1]
    assert second.before is None
