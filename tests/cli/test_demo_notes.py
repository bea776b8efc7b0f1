"""What a demo's people write down: somebody is new at a client marked as key."""

from datetime import UTC, date, datetime

import pytest

from karn.apps.care.queries.start_ups import start_ups_due
from karn.apps.company.actions import create_company
from karn.apps.company.rules.trades import PRESETS, Trade
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.cli.demo_notes import _greet_somebody_new, _Hand, _writers

pytestmark = pytest.mark.django_db

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)


@pytest.mark.parametrize(("is_key", "begun"), [(True, [("contact", "Old client")]), (False, [])])
def test_a_start_up_begins_for_who_is_new_at_a_client_marked_as_key(
    is_key: bool, begun: list[object]
) -> None:
    create_company(name="Zandlicht", trade="agency", zone="Europe/Amsterdam", currency="EUR", language="nl")
    by = Person.objects.create(email="a@example.org", name="Admin", role="administrator")
    customer = Customer.objects.create(
        name="Old client",
        is_key=is_key,
        joined_on=date(2024, 1, 1),
        source="demo",
        source_id="1",
        known_at=AT,
    )
    _greet_somebody_new([_Hand({"what": "key"}, customer, None, by, date(2026, 1, 1))], ON)
    assert [(due.occasion, due.customer.name) for due in start_ups_due(ON)] == begun


@pytest.mark.parametrize(
    ("trade", "left_out"), [(Trade.AGENCY, set()), (Trade.PRACTICE, {"problem", "result", "extra"})]
)
def test_nobody_writes_into_a_part_that_the_company_does_not_use(trade: Trade, left_out: set[str]) -> None:
    create_company(name="Zandlicht", stations=list(PRESETS[trade].stations))
    notes = {"problem", "result", "extra", "expectation", "promise", "need", "hint", "key"}
    assert notes - _writers().keys() == left_out
