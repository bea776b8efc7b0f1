from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from karn.simulator.companies.agency import Agency
from karn.simulator.rows import Books
from karn.simulator.simulation import Simulation, simulate

UNTIL = date(2026, 11, 22)


def shares(books: Books) -> dict[str, float]:
    """Return what part of what each customer's retainers brought went into hours."""
    brought, cost = defaultdict(int), defaultdict(int)
    for payment in books.payments:
        brought[payment.customer_id] += payment.amount
    for row in books.hours:
        cost[row.customer_id] += row.hours * row.rate // 100
    return {customer: cost[customer] / amount for customer, amount in brought.items()}


def test_some_clients_are_served_at_a_loss_and_most_are_not(agency: Simulation) -> None:
    found = sorted(shares(agency.books).values())
    assert found[-1] > 1 > found[len(found) * 9 // 10]
    assert 0.3 < found[len(found) // 2] < 0.6


def test_hours_lie_on_days_of_the_agreement_and_are_numbered_in_order(agency: Simulation) -> None:
    books = agency.books
    joined = {row.customer_id: row.joined_on.replace(day=1) for row in books.customers}
    assert all(joined[row.customer_id] <= row.worked_on < UNTIL for row in books.hours)
    assert all(row.hours > 0 and row.hours % 25 == 0 for row in books.hours)
    numbers = [row.hours_id for row in books.hours]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(books.hours)


def test_hours_change_nothing_else(agency: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agency, "crafts", ())
    without = simulate("agency", until=UNTIL).books
    assert without.hours == []
    assert replace(agency.books, hours=[]) == without
