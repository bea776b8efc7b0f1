"""What is confirmed, by the rule and by the database alike; how it stands with each client."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from tests.apps.care.conftest import AT, ON

from karn.apps.care.actions.expectations import Expected, Said, make_expectations, mark_expectation
from karn.apps.care.models import Expectation
from karn.apps.care.models.expectations import How
from karn.apps.care.queries.expectations import (
    Confirmed,
    confirmed_counts,
    confirmed_on,
    expectations_of,
    unconfirmed_of,
)

pytestmark = pytest.mark.django_db


def test_the_database_finds_confirmed_what_the_rule_does(world: Any, client_of: Any) -> None:
    days = [None, *(ON + timedelta(days=n) for n in (-1, 0, 1))]
    contacts = [
        None,
        *(world.contact(client_of.customer, f"C{n}", ends_on=day) for n, day in enumerate(days)),
    ]
    Expectation.objects.bulk_create(
        Expectation(
            customer=client_of.customer, text="x", contact=voice, confirmed_by=confirmer, confirmed_on=day,
            made_at=AT, changed_at=AT,
        )
        for voice, confirmer, day in product(contacts, contacts, days)
    )  # fmt: skip
    rows = list(expectations_of(client_of.customer))
    by_rule = {row.pk for row in rows if row.is_confirmed_on(ON)}
    by_database = set(Expectation.objects.filter(confirmed_on(ON)).values_list("pk", flat=True))
    assert by_rule == by_database
    assert 0 < len(by_rule) < len(rows) == 100


def test_counts_say_how_much_of_what_a_client_expects_it_confirmed(world: Any, client_of: Any) -> None:
    customer, other = client_of.customer, world.customer("Other")
    told = {"customer": customer, "by": client_of.eva, "on": ON, "at": AT}
    (met, _believed) = make_expectations(expected=[Expected("One"), Expected("Two")], **told)
    (sure,) = make_expectations(
        expected=[Expected("Three", contact=client_of.jo)], said=Said(ON, How.TALK, client_of.jo), **told
    )
    mark_expectation(expectation=met, standing="met", by=client_of.eva, at=AT)
    counts = confirmed_counts([customer.pk, other.pk], on=ON)
    assert counts == {
        customer.pk: Confirmed(open=2, confirmed=1, met=1, oldest_on=ON, latest_on=ON),
        other.pk: Confirmed(),
    }
    assert (counts[customer.pk].share, counts[other.pk].share) == (0.5, None)
    client_of.jo.ends_on = ON + timedelta(days=1)
    client_of.jo.save()
    open_texts = [[row.text for row in unconfirmed_of(customer, on=ON + timedelta(days=n))] for n in (0, 1)]
    assert (open_texts, sure.voice) == ([["Two"], ["Two", "Three"]], "client")
