from datetime import date, timedelta

import pytest

from karn.apps.threats.signals.price_rise import PriceRise

ON = date(2026, 3, 20)


def rise(world, starts_on, *, before=100, after=110, **values):
    customer = world.customer()
    subscription = world.subscription(customer)
    world.price(subscription, mrr=before, ends_on=starts_on)
    world.price(subscription, mrr=after, starts_on=starts_on, **values)
    return customer


@pytest.mark.parametrize(("days", "fires"), [(45, True), (46, False), (-60, True), (-61, False), (0, True)])
def test_the_window_reaches_45_days_ahead_and_60_back(world, look, days, fires):
    rise(world, ON + timedelta(days=days))
    assert bool(list(PriceRise().find(look(ON)))) is fires


def test_a_rise_ahead_says_from_what_to_what(world, look):
    customer = rise(world, ON + timedelta(days=10))
    (finding,) = PriceRise().find(look(ON))
    assert (finding.customer_id, finding.strength, finding.since) == (customer.pk, 1, date(2026, 2, 13))
    assert finding.facts == {
        "day": "2026-03-30",
        "before": "100.000000",
        "after": "110.000000",
        "currency": "EUR",
        "discount_ends": False,
    }


@pytest.mark.parametrize(("after", "strength"), [(101, 1), (108, 2), (120, 3)])
def test_a_steeper_rise_is_stronger(world, look, after, strength):
    rise(world, ON, after=after)
    assert [finding.strength for finding in PriceRise().find(look(ON))] == [strength]


@pytest.mark.parametrize(
    "change",
    [
        {"after": 100},
        {"after": 90},
        {"quantity": 2},
        {"plan": "Pro"},
        {"interval": "year"},
        {"state": "paused"},
    ],
)
def test_equal_lower_upgraded_and_paused_prices_are_no_rise(world, look, change):
    rise(world, ON, **change)
    assert list(PriceRise().find(look(ON))) == []


def test_the_first_price_after_a_trial_is_no_rise(world, look):
    subscription = world.subscription(world.customer())
    world.price(subscription, mrr=1, state="trial", ends_on=ON)
    world.price(subscription, mrr=50, starts_on=ON)
    assert list(PriceRise().find(look(ON))) == []


def test_two_subscriptions_are_not_compared_with_each_other(world, look):
    customer = world.customer()
    world.price(world.subscription(customer), mrr=10, ends_on=ON)
    world.price(world.subscription(customer), mrr=50, starts_on=ON)
    assert list(PriceRise().find(look(ON))) == []


def test_a_discount_that_ends_is_said_as_such_and_weighs_less(world, look):
    rise(world, ON, after=200, amount=100)
    (finding,) = PriceRise().find(look(ON))
    assert (finding.strength, finding.facts["discount_ends"]) == (2, True)
