"""Where every customer stands, all at once, as it is for each of them alone."""

from datetime import date

import pytest

from karn.apps.contracts.queries import standings_of
from karn.apps.contracts.rules import Standing
from karn.apps.desk.queries.everybody import Place, places_on, state_of_the_data

ON = date(2026, 3, 20)


def test_every_customer_has_a_place_by_what_he_pays_and_what_is_known_of_his_end(world) -> None:
    active, nobody = world.paying("Active", mrr=50), world.customer("Never paid")
    leaving, left, paused = world.paying("Leaving", mrr=20), world.customer("Left"), world.customer("Paused")
    world.departure(leaving, notice_on=ON, contract_ends_on=date(2026, 5, 1))
    world.price(world.subscription(left), mrr=10, ends_on=ON)
    on_hold = world.subscription(paused)
    world.price(on_hold, mrr=10, ends_on=date(2026, 3, 1))
    world.price(on_hold, mrr=10, starts_on=date(2026, 3, 1), state="paused")
    assert places_on(ON) == {
        active.pk: Place(Standing.ACTIVE, 5000),
        leaving.pk: Place(Standing.LEAVING, 2000),
        left.pk: Place(Standing.LEFT),
        paused.pk: Place(Standing.PAUSED),
        nobody.pk: Place(Standing.NONE),
    }


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 3, 10), date(2026, 3, 26), date(2026, 4, 1)])
def test_places_are_those_of_each_customer_alone(golden, world, day: date) -> None:
    world.departure(golden[1], notice_on=date(2026, 3, 5), contract_ends_on=date(2026, 6, 1))
    ids = [customer.pk for customer in golden.values()]
    assert {number: place.standing for number, place in places_on(day).items()} == standings_of(ids, day)


@pytest.mark.parametrize("count", [1, 3])
def test_places_take_six_queries(world, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        world.paying(f"Active {number}")
        world.customer(f"Never paid {number}")
    with django_assert_num_queries(6):
        assert len(places_on(ON)) == 2 * count


@pytest.mark.django_db
def test_the_state_of_the_data_changes_with_the_day() -> None:
    assert state_of_the_data(ON) == state_of_the_data(ON) != state_of_the_data(date(2026, 3, 21))
