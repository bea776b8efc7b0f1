import pytest

from karn.apps.people.models import Role
from karn.apps.people.queries import active_people, first_person, person_with_email


@pytest.mark.parametrize("written", ["jo@example.org", "  JO@Example.ORG "])
def test_somebody_is_found_by_address_whatever_its_case(world, written: str) -> None:
    person = world.person(email="Jo@Example.org")
    assert person_with_email(written) == person


@pytest.mark.parametrize("written", ["", "joe@example.org", "jo@example.org.evil.org", "%"])
def test_another_address_finds_nobody(world, written: str) -> None:
    world.person(email="jo@example.org")
    assert person_with_email(written) is None


def test_who_may_log_in_is_listed_by_name(world) -> None:
    zoe, anna, _ = (
        world.person(name=name, is_active=active)
        for name, active in (("Zoë", True), ("Anna", True), ("Gone", False))
    )
    assert list(active_people()) == [anna, zoe]


def test_a_command_acts_for_the_first_administrator_who_may_log_in(world) -> None:
    assert first_person(Role.ADMINISTRATOR) is None
    world.person(name="Staff")
    world.person(name="Gone", role=Role.ADMINISTRATOR, is_active=False)
    first = world.person(name="Zoë", role=Role.ADMINISTRATOR)
    world.person(name="Anna", role=Role.ADMINISTRATOR)
    assert first_person(Role.ADMINISTRATOR) == first
