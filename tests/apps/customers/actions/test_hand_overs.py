"""Customers go from one person to another, and back."""

from datetime import UTC, datetime

import pytest

from karn.apps.customers.actions.hand_overs import hand_back, hand_over
from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry, HandOver, Role
from karn.kernel.errors import BadInput

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def people(world):
    return (
        world.person(name="Manager", role=Role.MANAGER),
        world.person(name="Anna", role=Role.ACCOUNT_MANAGER),
        world.person(name="Bo", role=Role.ACCOUNT_MANAGER),
    )


@pytest.fixture
def customers(world, people) -> list[Customer]:
    _, anna, bo = people
    return [world.customer(name, owner=anna) for name in ("A1", "A2", "A3")] + [world.customer("B", owner=bo)]


def owners() -> dict[str, str]:
    return dict(Customer.objects.values_list("name", "owner__name"))


@pytest.mark.usefixtures("customers")
def test_all_customers_go_and_come_back(people) -> None:
    manager, anna, bo = people
    made = hand_over(giver=anna, taker=bo, by=manager, at=AT)
    assert owners() == dict.fromkeys(("A1", "A2", "A3", "B"), "Bo")
    assert hand_back(made, by=manager, at=AT) == 3
    assert owners() == {"A1": "Anna", "A2": "Anna", "A3": "Anna", "B": "Bo"}


def test_of_the_chosen_only_those_of_the_giver_go(people, customers) -> None:
    manager, anna, bo = people
    made = hand_over(giver=bo, taker=anna, customers=[one.pk for one in customers[2:]], by=manager, at=AT)
    assert made.customers == [customers[3].pk]
    assert owners() == dict.fromkeys(("A1", "A2", "A3", "B"), "Anna")


def test_what_was_given_on_since_stays_there(world, people, customers) -> None:
    manager, anna, bo = people
    made = hand_over(giver=anna, taker=bo, by=manager, at=AT)
    third = world.person(name="Third", role=Role.SERVICE)
    hand_over(giver=bo, taker=third, customers=[customers[0].pk], by=manager, at=AT)
    assert hand_back(made, by=manager, at=AT) == 2
    assert owners() == {"A1": "Third", "A2": "Anna", "A3": "Anna", "B": "Bo"}


@pytest.mark.usefixtures("customers")
def test_twice_undone_is_refused_and_changes_nothing(people) -> None:
    manager, anna, bo = people
    made = hand_over(giver=anna, taker=bo, by=manager, at=AT)
    hand_back(made, by=manager, at=AT)
    hand_over(giver=anna, taker=bo, by=manager, at=AT)
    with pytest.raises(BadInput, match="undone already"):
        hand_back(made, by=manager, at=AT)
    assert owners()["A1"] == "Bo"


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize(
    ("taker", "said"),
    [
        ({"is_active": False}, "switched off"),
        ({"role": Role.ANALYST}, "does not look after customers"),
    ],
)
def test_who_cannot_look_after_customers_gets_none(world, people, taker, said: str) -> None:
    manager, anna, _bo = people
    with pytest.raises(BadInput, match=said):
        hand_over(giver=anna, taker=world.person(**taker), by=manager, at=AT)
    assert owners()["A1"] == "Anna"


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize("role", [Role.ACCOUNT_MANAGER, Role.ANALYST, Role.SERVICE])
def test_others_than_managers_hand_over_nothing(world, people, role: Role) -> None:
    manager, anna, bo = people
    made = hand_over(giver=anna, taker=bo, by=manager, at=AT)
    someone = world.person(role=role)
    with pytest.raises(BadInput, match="takes the role"):
        hand_over(giver=bo, taker=anna, by=someone, at=AT)
    with pytest.raises(BadInput, match="takes the role"):
        hand_back(made, by=someone, at=AT)
    assert (owners()["A1"], HandOver.objects.count()) == ("Bo", 1)


def test_who_has_no_customers_hands_over_none(people) -> None:
    manager, anna, bo = people
    with pytest.raises(BadInput, match="Anna has none"):
        hand_over(giver=anna, taker=bo, by=manager, at=AT)


@pytest.mark.usefixtures("customers")
def test_the_log_tells_how_many_and_never_names_a_customer(people) -> None:
    manager, anna, bo = people
    hand_over(giver=anna, taker=bo, by=manager, at=AT)
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.person, entry.deed, entry.object) == (manager.pk, "handed_over", str(anna.pk))
    assert entry.detail == f"3: person:{anna.pk} > person:{bo.pk}"
