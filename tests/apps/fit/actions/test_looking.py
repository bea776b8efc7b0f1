from datetime import timedelta

import pytest
from tests.apps.fit.conftest import NOON, TODAY

from karn.apps.fit.actions.looking import look_at_everybody
from karn.apps.fit.models import Check
from karn.apps.fit.queries import fits_on
from karn.apps.tasks.models import Task


def later(days: int) -> dict:
    return {"on": TODAY + timedelta(days), "at": NOON + timedelta(days)}


def test_rules_alone_decide_and_a_second_look_stores_nothing(world, fits):
    fits.rule("Near")
    near, far = world.paying("Near", city="Delft"), world.paying("Far")
    assert look_at_everybody(**later(0)) == 2
    assert fits_on(TODAY) == {near.pk: "right", far.pk: "not_right"}
    assert look_at_everybody(**later(1)) == 0


@pytest.mark.parametrize("customers", [1, 3])
def test_a_night_asks_as_often_for_one_customer_as_for_three(
    world, fits, customers, django_assert_num_queries
):
    fits.rule("Near")
    fits.question("We click")
    for number in range(customers):
        world.paying(f"C{number}", city="Delft")
    look_at_everybody(**later(0))
    with django_assert_num_queries(31):
        look_at_everybody(**later(1))


def test_what_changed_at_night_is_kept_with_its_day_and_asks_for_a_new_check(world, fits):
    fits.rule("Near")
    fits.question("We click")
    customer = world.paying(city="Delft", owner=fits.person)
    fits.check(customer, **{"We click": "y"})
    look_at_everybody(**later(1))
    assert not Task.objects.exists()
    type(customer).objects.filter(pk=customer.pk).update(city="")
    look_at_everybody(**later(2))
    assert fits_on(TODAY + timedelta(1)) == {customer.pk: "right"}
    assert fits_on(TODAY + timedelta(2)) == {customer.pk: "not_right"}
    asked = {task.origin: (task.title, task.because, task.owner) for task in Task.objects.all()}
    assert asked == {
        "fit.check": ("Check again whether they fit", "Something changed: “Near”.", fits.person),
        "fit.decide": (
            "Decide: repair the terms, keep them or part", "They do not fit: “Near” is not met.", fits.person,
        ),
    }  # fmt: skip


def test_another_account_manager_asks_for_a_new_check_by_a_day_that_stays(world, fits):
    fits.question("We click")
    customer, taker = world.paying(owner=fits.person), world.person()
    fits.check(customer, **{"We click": "y"})
    type(customer).objects.filter(pk=customer.pk).update(owner=taker)
    look_at_everybody(**later(3))
    look_at_everybody(**later(9))
    told = Task.objects.values_list("origin", "owner", "due_on", "withdrawn_at")
    assert list(told) == [("fit.check", taker.pk, TODAY + timedelta(17), None)]
    fits.check(customer, days=10, **{"We click": "y"})
    assert Task.objects.get().is_open is False


def test_a_check_is_asked_for_again_after_a_year(world, fits):
    fits.question("We click")
    customer = world.paying()
    fits.check(customer, **{"We click": "y"})
    look_at_everybody(**later(350))
    assert not Task.objects.exists()
    look_at_everybody(**later(352))
    assert [(task.because, task.due_on) for task in Task.objects.all()] == [
        ("The last check is a year old.", TODAY.replace(year=2027)),
    ]
    assert Check.objects.get().customer == customer


def test_with_many_customers_only_key_clients_make_tasks(world, fits, monkeypatch):
    monkeypatch.setattr("karn.apps.fit.queries.asking.FEW", 1)
    fits.rule("Near")
    world.paying("Plain")
    key = world.paying("Key", is_key=True)
    look_at_everybody(**later(0))
    assert [task.customer for task in Task.objects.all()] == [key]


def test_nobody_decides_about_who_left(world, fits):
    fits.rule("Near")
    gone = world.customer("Gone")
    world.price(world.subscription(gone), ends_on=TODAY - timedelta(30))
    look_at_everybody(**later(0))
    assert not Task.objects.exists()
