from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.contracts.models import Invoice, Payment
from karn.apps.intake.rules import Options

HEAD = "payment_id,invoice_id,customer_id,invoiced_on,due_on,amount,currency,status,paid_on,failed_on\n"


@pytest.fixture(autouse=True)
def _customer(import_text: Any) -> None:
    import_text("customers", "customer_id\nC1\n")


def test_an_invoice_and_its_payment_are_stored(import_text: Any, counts: Any) -> None:
    run = import_text("payments", HEAD + "B1,F1,C1,2026-01-01,2026-01-31,60,EUR,paid,2026-01-20,\n")
    assert counts(run) == (1, 0, 0, 0, 0)
    invoice, payment = Invoice.objects.get(), Payment.objects.get()
    assert (invoice.source_id, invoice.amount, invoice.due_on) == ("F1", Decimal(60), date(2026, 1, 31))
    assert (payment.invoice, payment.status, payment.paid_on) == (invoice, "paid", date(2026, 1, 20))
    assert payment.known_at == datetime(2026, 1, 19, 23, tzinfo=UTC)


@pytest.mark.parametrize("batch", [1, 2, 20_000])
def test_two_attempts_at_one_invoice_make_one_invoice_and_repeat_quietly(
    import_text: Any, counts: Any, batch: int
) -> None:
    text = (
        HEAD
        + "B2,F1,C1,2026-01-01,2026-01-31,60,EUR,paid,2026-02-05,\n"
        + "B1,F1,C1,2026-01-01,,60,EUR,failed,,2026-01-31\n"
    )
    first = import_text("payments", text, options=Options(batch=batch))
    assert counts(first) == (2, 0, 0, 0, 0)
    assert Invoice.objects.values_list("due_on", flat=True).get() == date(2026, 1, 31)
    again = import_text("payments", text, options=Options(batch=batch))
    assert counts(again) == (0, 0, 2, 0, 0)
    assert Invoice.objects.values_list("due_on", flat=True).get() == date(2026, 1, 31)


def test_an_open_payment_that_is_paid_later_is_a_change(import_text: Any, counts: Any) -> None:
    import_text("payments", HEAD + "B1,F1,C1,2026-01-01,2026-01-31,60,EUR,open,,\n")
    run = import_text("payments", HEAD + "B1,F1,C1,2026-01-01,2026-01-31,60,EUR,betaald,2026-01-20,\n")
    assert counts(run) == (0, 1, 0, 0, 0)
    assert Payment.objects.get().status == "paid"


def test_an_unknown_customer_is_refused_and_makes_no_invoice(import_text: Any, refusals: Any) -> None:
    run = import_text("payments", HEAD + "B1,F1,C9,2026-01-01,,60,EUR,open,,\n")
    assert refusals(run) == [(2, "customer_id", "C9", "unknown_customer")]
    assert (Invoice.objects.count(), Payment.objects.count()) == (0, 0)
