"""Who may be seen, and whom we know there."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from karn.apps.customers.queries import contacts_of, contacts_on, customers_visible_to

MARCH = date(2026, 3, 1)


def test_whoever_may_log_in_sees_all_customers(world) -> None:
    customers = {world.customer("Bakker"), world.customer("Smit")}
    assert set(customers_visible_to(world.person())) == customers


@pytest.mark.parametrize("who", ["stranger", "somebody who left"])
def test_whoever_may_not_log_in_sees_none(world, who: str) -> None:
    world.customer("Bakker")
    person = AnonymousUser() if who == "stranger" else world.person(is_active=False, role="administrator")
    assert list(customers_visible_to(person)) == []


def test_contacts_still_there_come_first_then_the_latest_to_leave(world) -> None:
    customer = world.customer()
    for name, values in {
        "Long gone": {"ends_on": date(2024, 1, 1)},
        "Zoë": {},
        "Just gone": {"ends_on": date(2026, 2, 1)},
        "Anna": {},
        "Speaks up": {"champion": True},
    }.items():
        world.contact(customer, name, **values)
    world.contact(world.customer("Other"), "Of another")
    assert [contact.name for contact in contacts_of(customer)] == [
        "Speaks up",
        "Anna",
        "Zoë",
        "Just gone",
        "Long gone",
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "there"),
    [
        (None, None, True),
        (MARCH, None, True),
        (date(2026, 3, 2), None, False),
        (None, MARCH, False),
        (None, date(2026, 3, 2), True),
    ],
)
def test_a_contact_is_there_from_the_first_day_up_to_the_last(world, starts_on, ends_on, there) -> None:
    contact = world.contact(world.customer(), starts_on=starts_on, ends_on=ends_on)
    assert list(contacts_on(MARCH)) == ([contact] if there else [])
