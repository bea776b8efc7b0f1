import pytest

from karn.apps.contracts.queries import plans

pytestmark = pytest.mark.django_db


def test_each_plan_in_use_is_named_once_in_alphabetical_order(world):
    customer = world.customer()
    for plan in ("Team", "Basic", "Team", "", "Solo", "Basic"):
        world.subscription(customer, plan=plan)
    assert plans() == ["Basic", "Solo", "Team"]


def test_who_sells_nothing_regular_has_no_plans():
    assert plans() == []


def test_a_hundred_plans_are_enough(world):
    customer = world.customer()
    for number in range(102):
        world.subscription(customer, plan=f"{number:03}")
    assert plans() == [f"{number:03}" for number in range(100)]
