from datetime import date, timedelta
from decimal import Decimal

from karn.apps.threats.signals.payment import PaymentTrouble

ON = date(2026, 3, 20)


def owed(world, customer, days, status="open", **values):
    invoice = world.invoice(customer, due_on=ON - timedelta(days=days))
    world.payment(invoice, status, **values)
    return invoice


def test_fourteen_days_overdue_is_patience_and_fifteen_is_trouble(world, look):
    owed(world, world.paying("Patience"), 14)
    late = world.paying("Trouble")
    invoice = owed(world, late, 15)
    (finding,) = PaymentTrouble().find(look(ON))
    assert (finding.customer_id, finding.strength, finding.since) == (late.pk, 1, date(2026, 3, 5))
    assert finding.facts == {
        "failed": False,
        "amount": "60.000000",
        "currency": "EUR",
        "day": "2026-03-05",
        "invoices": 1,
        "usual": None,
    }
    assert finding.evidence == [{"model": "contracts.invoice", "id": invoice.pk}]


def test_a_failed_payment_fires_at_once(world, look):
    customer = world.paying()
    owed(world, customer, 0, "failed", failed_on=ON)
    (finding,) = PaymentTrouble().find(look(ON))
    assert (finding.strength, finding.facts["failed"], finding.facts["day"]) == (2, True, "2026-03-20")


def test_a_failed_payment_made_good_is_over(world, look):
    invoice = owed(world, world.paying(), 20, "failed", failed_on=ON - timedelta(days=19))
    world.payment(invoice, "paid", paid_on=ON)
    assert list(PaymentTrouble().find(look(ON))) == []


def test_a_payment_made_good_later_still_counted_on_the_day(world, look):
    customer = world.paying()
    invoice = owed(world, customer, 20, "failed", failed_on=ON - timedelta(days=19))
    world.payment(invoice, "paid", paid_on=ON + timedelta(days=1))
    assert [finding.customer_id for finding in PaymentTrouble().find(look(ON))] == [customer.pk]


def test_a_failure_after_the_day_is_not_known_yet(world, look):
    owed(world, world.paying(), 0, "failed", failed_on=ON + timedelta(days=1))
    assert list(PaymentTrouble().find(look(ON))) == []


def test_two_failed_invoices_are_for_today(world, look):
    customer = world.paying()
    owed(world, customer, 3, "failed", failed_on=ON - timedelta(days=2))
    owed(world, customer, 1, "failed", failed_on=ON - timedelta(days=1))
    (finding,) = PaymentTrouble().find(look(ON))
    assert (finding.strength, finding.facts["invoices"]) == (3, 2)


def test_what_they_usually_do_is_said(world, look):
    customer = world.paying()
    for days in (100, 130, 160):
        due_on = ON - timedelta(days=days)
        world.payment(world.invoice(customer, due_on=due_on), "paid", paid_on=due_on + timedelta(days=2))
    owed(world, customer, 20)
    (finding,) = PaymentTrouble().find(look(ON))
    assert finding.facts["usual"] == 2


def test_invoices_without_any_payment_record_and_very_old_ones_say_nothing(world, look):
    customer = world.paying()
    world.invoice(customer, due_on=ON - timedelta(days=60), amount=Decimal(10))
    owed(world, customer, 366)
    assert list(PaymentTrouble().find(look(ON))) == []


def test_who_usually_pays_late_gets_a_week_more(world, look):
    customer = world.paying()
    for days in (100, 130, 160):
        due_on = ON - timedelta(days=days)
        world.payment(world.invoice(customer, due_on=due_on), "paid", paid_on=due_on + timedelta(days=20))
    invoice = owed(world, customer, 27)
    assert list(PaymentTrouble().find(look(ON))) == []
    invoice.due_on -= timedelta(days=1)
    invoice.save()
    assert [finding.facts["usual"] for finding in PaymentTrouble().find(look(ON))] == [20]
