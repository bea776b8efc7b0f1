"""Tables gathered from the database: as they would stand in a lake, of everybody or of one customer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.conversations.models import Hint
from karn.apps.measures.exporters.gathering import gather
from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import Looker, tables_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def told(on: date = DAY) -> dict[str, Any]:
    with Looker(gather(tables_of(SIGNALS), zone="UTC"), on=on) as looker:
        return {code: looker.find(code) for code in SIGNALS} | {"watched": looker.watched()}


def test_a_look_back_over_what_is_stored_later_finds_what_was_found_on_the_day(world: Any) -> None:
    customer, other = world.paying("Bakker", mrr=50), world.paying("Other")
    fresh = {"source": "karn", "known_at": NOON - timedelta(days=20)}
    asked = world.said(customer, NOON - timedelta(days=20), direction="in", **fresh)
    invoice = world.invoice(customer, due_on=DAY - timedelta(days=30), invoiced_on=DAY - timedelta(days=44))
    payment = world.payment(invoice, "failed", failed_on=DAY - timedelta(days=29))
    contact = world.contact(customer, "Ann", champion=True, ends_on=DAY - timedelta(days=3))
    before = told()
    assert [code for code in SIGNALS if before[code]] == ["unanswered", "payment", "lost_contact"]

    later = NOON + timedelta(days=5)
    asked.settled_at = later
    asked.save()
    payment.status, payment.paid_on = "paid", later.date()
    payment.save()
    world.contact(customer, "Bob", champion=True, starts_on=later.date())
    world.said(other, NOON - timedelta(days=9), direction="in", source="karn", known_at=later)
    Hint.objects.create(
        customer=other, kind="competitor", noticed_at=NOON, source="karn", source_id="h", known_at=later
    )
    world.departure(other, notice_on=later.date(), contract_ends_on=DAY + timedelta(days=60))
    assert told() == before
    assert told(later.date()) != before
    assert contact.ends_on is not None


def test_one_customers_rows_hold_nobody_elses(world: Any) -> None:
    one, other = world.paying("One"), world.paying("Other")
    for customer in (one, other):
        world.said(customer, NOON, subject=customer.name)
        world.contact(customer)
    found = gather(tables_of(SIGNALS), zone="UTC", customers=[one.pk])
    for name, table in found.tables.items():
        if "customer_id" in table.column_names:
            assert set(table.column("customer_id").to_pylist()) <= {str(one.pk)}, name
    assert found.tables["conversations"].num_rows == 1
