"""Which customers somebody may see: one function, for every list, page, search and file."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from karn.apps.customers.queries import customers_visible_to, visible_ids
from karn.apps.people.models import Cover, Role, Team

TODAY = date(2026, 3, 10)


def names(person, on: date = TODAY) -> list[str]:
    return sorted(customers_visible_to(person, on=on).values_list("name", flat=True))


@pytest.fixture
def mates(world):
    """An account manager and a team mate with a customer each; a customer nobody looks after."""
    team = Team.objects.create(name="North")
    bo, cas = (world.person(role=Role.ACCOUNT_MANAGER, team=team) for _ in range(2))
    world.customer("Bo's", owner=bo)
    world.customer("Cas'", owner=cas)
    world.customer("Nobody's")
    return bo, cas


@pytest.mark.usefixtures("mates")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.ANALYST, Role.SERVICE])
def test_all_other_roles_see_every_customer(world, role: Role) -> None:
    person = world.person(role=role)
    assert names(person) == ["Bo's", "Cas'", "Nobody's"]
    assert visible_ids(person) is None


def test_an_account_manager_sees_neither_a_team_mate_s_customers_nor_nobody_s(mates) -> None:
    bo, cas = mates
    assert (names(bo), names(cas)) == (["Bo's"], ["Cas'"])
    assert visible_ids(bo) == {customer.pk for customer in customers_visible_to(bo)}


@pytest.mark.parametrize(
    ("day", "seen"),
    [
        (date(2026, 3, 8), ["Bo's"]),
        (date(2026, 3, 9), ["Bo's", "Cas'"]),
        (date(2026, 3, 11), ["Bo's", "Cas'"]),
        (date(2026, 3, 12), ["Bo's"]),
    ],
)
def test_who_covers_sees_the_other_s_customers_on_those_days_alone(mates, day: date, seen: list[str]) -> None:
    bo, cas = mates
    Cover.objects.create(away=cas, covering=bo, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 12))
    assert names(bo, day) == seen
    assert names(cas, day) == ["Cas'"]


def test_cover_does_not_reach_a_third(world, mates) -> None:
    bo, cas = mates
    third = world.person(role=Role.ACCOUNT_MANAGER)
    days = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 4, 1)}
    Cover.objects.create(away=cas, covering=bo, **days)
    Cover.objects.create(away=bo, covering=third, **days)
    assert names(third) == ["Bo's"]


def test_covering_a_manager_shows_the_manager_s_own_customers_alone(world, mates) -> None:
    bo, _cas = mates
    manager = world.person(role=Role.MANAGER)
    world.customer("Manager's", owner=manager)
    Cover.objects.create(away=manager, covering=bo, starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))
    assert names(bo) == ["Bo's", "Manager's"]


def test_without_a_day_it_is_today(mates, time_machine) -> None:
    bo, cas = mates
    Cover.objects.create(away=cas, covering=bo, starts_on=TODAY, ends_on=date(2026, 3, 11))
    time_machine.move_to("2026-03-10T12:00:00Z")
    assert customers_visible_to(bo).count() == 2
    time_machine.move_to("2026-03-11T12:00:00Z")
    assert customers_visible_to(bo).count() == 1


@pytest.mark.usefixtures("mates")
@pytest.mark.parametrize("values", [{"is_active": False}, {"role": "staff"}, {"role": ""}])
def test_who_may_not_log_in_or_has_no_role_sees_nobody(world, values) -> None:
    assert names(world.person(**values)) == []


@pytest.mark.usefixtures("mates")
def test_a_visitor_sees_nobody() -> None:
    assert names(AnonymousUser()) == []
