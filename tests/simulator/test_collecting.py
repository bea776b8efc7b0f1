"""A customer who never pays, always pays, or pays at last."""

from datetime import date, timedelta

import pytest

from karn.simulator import collecting
from karn.simulator.agreements import Agreement, Price
from karn.simulator.chance import Chance
from karn.simulator.collecting import Odds, debit, transfer
from karn.simulator.companies import COMPANIES
from karn.simulator.goodbyes import decide
from karn.simulator.life import Life
from karn.simulator.names import Registry
from karn.simulator.rows import Books

STARTS = date(2026, 1, 1)


def life_until(until: date) -> Life:
    trade, chance, registry = COMPANIES["subscription"], Chance("collecting"), Registry()
    customer, contacts = trade.meet(registry, chance, 1, STARTS)
    life = Life(trade, chance, Books(), until, registry, customer, contacts)
    life.sign(Agreement("S1", customer.customer_id, "EUR"))
    life.agreement.put(STARTS, Price("Basis", 1900))
    life.anchor = STARTS
    return life


def test_a_collected_invoice_is_one_paid_row(monkeypatch):
    monkeypatch.setattr(collecting, "SOUND", Odds(fails=0.0, recovers=0.0))
    life = life_until(date(2026, 6, 1))
    debit(life, next(life.steps()))
    (payment,) = life.books.payments
    assert (payment.status, payment.amount, payment.invoiced_on) == ("paid", 1900, STARTS)
    assert life.owes_since is None


def test_a_failure_made_good_is_a_failed_and_a_paid_row(monkeypatch):
    monkeypatch.setattr(collecting, "SOUND", Odds(fails=1.0, recovers=1.0))
    life = life_until(date(2026, 6, 1))
    debit(life, next(life.steps()))
    first, second = life.books.payments
    assert (first.status, second.status) == ("failed", "paid")
    assert second.paid_on == first.failed_on + timedelta(days=5)
    assert life.owes_since is None


def test_a_failure_never_made_good_ends_thirty_days_after_its_first_day(monkeypatch):
    monkeypatch.setattr(collecting, "SOUND", Odds(fails=1.0, recovers=0.0))
    life = life_until(date(2026, 6, 1))
    step = next(life.steps())
    debit(life, step)
    decide(life, step)
    assert [row.status for row in life.books.payments] == ["failed"] * 4
    assert life.agreement.ends_on == life.books.payments[0].failed_on + timedelta(days=30)
    assert life.agreement.end_kind == "payment_failure"
    assert life.books.truths[0].true_cause == "failed_payments"


def test_within_the_grace_nothing_has_ended(monkeypatch):
    monkeypatch.setattr(collecting, "SOUND", Odds(fails=1.0, recovers=0.0))
    life = life_until(date(2026, 1, 28))
    step = next(life.steps())
    debit(life, step)
    decide(life, step)
    assert life.agreement.ends_on is None
    assert life.books.departures == []


@pytest.mark.parametrize(("pays_after", "statuses"), [(1, ["paid"]), (900, ["open"])])
def test_a_transfer_is_open_until_the_money_comes(pays_after, statuses):
    life = life_until(date(2026, 3, 1))
    life.pays_after = pays_after
    transfer(life, next(life.steps()), due_days=14)
    assert [row.status for row in life.books.payments] == statuses
    assert life.books.payments[0].due_on == date(2026, 1, 15)
