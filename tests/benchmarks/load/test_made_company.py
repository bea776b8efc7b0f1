"""The company that the pages are measured with."""

from datetime import UTC, date, datetime

import pytest
from benchmarks.load.made_company import fill
from django.db import connection

from karn.apps.contracts.models import Invoice, Payment, PriceState
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_each_customer_gets_a_contact_and_ten_events_and_four_of_five_pay() -> None:
    fill(110, now=NOW)
    made = {model: model._default_manager.count() for model in (Customer, Contact, Conversation)}
    assert made == {Customer: 110, Contact: 110, Conversation: 220}
    assert (Invoice.objects.count(), Payment.objects.count()) == (440, 440)
    assert PriceState.objects.count() == 88
    assert PriceState.objects.filter(ends_on__lte=date(2026, 11, 22)).count() == 8
    connection.check_constraints()
