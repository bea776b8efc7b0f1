from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.queries import (
    active_on,
    leaving_on,
    left_on,
    mrr_on,
    standings_of,
    with_mrr,
)
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer

ON = date(2026, 3, 20)
pytestmark = pytest.mark.django_db


def standing(customer, on=ON):
    return standings_of([customer.pk], on)[customer.pk]


def test_a_price_counts_from_its_first_day_until_the_day_before_its_end(world):
    customer = world.customer()
    world.price(world.subscription(customer), starts_on=ON, ends_on=ON + timedelta(days=2))
    days = [ON + timedelta(days=number) for number in range(-1, 3)]
    assert [active_on(day).exists() for day in days] == [False, True, True, False]


def test_mrr_is_summed_per_customer_and_currency_without_trials_and_pauses(world):
    customer = world.paying(mrr=50)
    world.price(world.subscription(customer), mrr=Decimal("16.666667"))
    world.price(world.subscription(customer, currency="SEK"), mrr=100)
    world.price(world.subscription(customer), mrr=7, state="trial")
    assert [(row["customer"], row["currency"], row["mrr"]) for row in mrr_on(ON)] == [
        (customer.pk, "EUR", Decimal("66.666667")),
        (customer.pk, "SEK", Decimal(100)),
    ]


def test_customers_are_annotated_with_what_they_pay(world):
    world.paying("Pays", mrr=50)
    world.customer("Pays nothing")
    both = world.paying("Two currencies", mrr=10)
    world.price(world.subscription(both, currency="SEK"), mrr=20)
    listed = with_mrr(Customer.objects.order_by("pk"), ON)
    assert [(its.mrr, its.mrr_cents, its.currency, its.mixed) for its in listed] == [
        (Decimal(50), 5000, "EUR", False),
        (Decimal(0), 0, "", False),
        (Decimal(30), 3000, "EUR", True),
    ]


def test_a_price_with_an_end_and_nothing_after_is_leaving(world):
    customer = world.customer()
    subscription = world.subscription(customer)
    world.price(subscription, ends_on=ON + timedelta(days=9))
    assert standing(customer) == Standing.LEAVING
    world.price(subscription, starts_on=ON + timedelta(days=9))
    assert standing(customer) == Standing.ACTIVE


def test_giving_up_one_of_two_subscriptions_is_not_leaving(world):
    customer = world.paying()
    other = world.subscription(customer)
    world.price(other, ends_on=ON + timedelta(days=9))
    world.departure(customer, subscription=other, notice_on=ON, contract_ends_on=ON + timedelta(days=9))
    assert standing(customer) == Standing.ACTIVE


def test_notice_taken_back_is_not_leaving(world):
    customer = world.paying()
    end = ON + timedelta(days=9)
    world.departure(customer, notice_on=ON - timedelta(days=5), contract_ends_on=end, undone_on=ON)
    assert standing(customer) == Standing.ACTIVE
    assert standing(customer, ON - timedelta(days=1)) == Standing.LEAVING


def test_an_end_was_not_known_before_the_notice(world):
    customer = world.customer()
    end = ON + timedelta(days=9)
    world.price(world.subscription(customer), ends_on=end)
    world.departure(customer, notice_on=ON, contract_ends_on=end)
    assert standing(customer, ON - timedelta(days=1)) == Standing.ACTIVE
    assert standing(customer) == Standing.LEAVING
    assert standing(customer, end) == Standing.LEFT


def test_who_does_not_pay_is_not_leaving_until_the_end_is_there(world):
    customer = world.customer()
    end = ON + timedelta(days=9)
    world.price(world.subscription(customer), ends_on=end)
    world.departure(customer, contract_ends_on=end, kind="payment_failure")
    assert [standing(customer, day) for day in (ON, end)] == [Standing.ACTIVE, Standing.LEFT]
    assert not leaving_on(ON).exists()


def test_paused_and_never_paid_are_kept_apart(world):
    paused, never = world.customer("Paused"), world.customer("Never")
    subscription = world.subscription(paused)
    world.price(subscription, ends_on=ON)
    world.price(subscription, starts_on=ON, mrr=0, state="paused")
    assert standing(paused) == Standing.PAUSED
    assert standing(never) == Standing.NONE


day = st.integers(-4, 4).map(lambda number: ON + timedelta(days=number))
maybe = st.none() | day
states = st.lists(
    st.tuples(
        st.integers(0, 1), day, maybe, st.sampled_from(("active", "trial", "paused")), st.integers(0, 1)
    ),
    max_size=5,
    unique_by=lambda state: state[:2],
)
kinds = st.sampled_from(("voluntary", "payment_failure"))
notices = st.lists(st.tuples(st.sampled_from((None, 0, 1)), maybe, maybe, maybe, kinds), max_size=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=states, notices=notices)
def test_the_sets_agree_with_the_rule_for_any_contracts(world, states, notices):
    Customer.objects.all().delete()
    customer = world.customer()
    subscriptions = [world.subscription(customer), world.subscription(customer)]
    for number, starts_on, ends_on, state, mrr in states:
        until = ends_on and max(ends_on, starts_on)
        world.price(subscriptions[number], starts_on=starts_on, ends_on=until, state=state, mrr=mrr)
    for number, notice_on, end, undone_on, kind in notices:
        subscription = None if number is None else subscriptions[number]
        dates = {"notice_on": notice_on, "contract_ends_on": end, "undone_on": undone_on, "kind": kind}
        world.departure(customer, subscription=subscription, **dates)
    sets = {
        "paying": active_on(ON).exists(),
        "leaving": leaving_on(ON).exists(),
        "left": left_on(ON).exists(),
    }
    its = standing(customer)
    assert sets == {
        "paying": its in (Standing.ACTIVE, Standing.LEAVING),
        "leaving": its == Standing.LEAVING,
        "left": its == Standing.LEFT,
    }
