"""The lights are kept of those cared for one by one; what a person says instead holds until its day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.people.rules import Role
from karn.apps.threats.actions.lights import end_overrule, keep_lights, overrule_light
from karn.apps.threats.models import LightState
from karn.apps.threats.queries.lights import lamps_of, lit_rows, overrules_of
from karn.apps.threats.rules.light_words import said
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 3, tzinfo=UTC)


def test_the_lights_of_key_clients_are_kept_and_follow_what_is_known(world: Any) -> None:
    world.company()
    key, plain = world.paying("Key", is_key=True), world.paying("Plain")
    world.contact(key, "Ann")
    assert keep_lights(on=ON) == 5
    assert keep_lights(on=ON) == 0
    kept = dict(LightState.objects.filter(customer=key).values_list("light", "colour"))
    assert (kept["relationships"], kept["expertise"]) == ("red", "off")
    assert not LightState.objects.filter(customer=plain).exists()
    boss = world.person(role=Role.MANAGER)
    assert [(row.customer, row.worst) for row in lit_rows(boss, on=ON)] == [(key, "red")]


def test_who_left_has_no_lights_any_more(world: Any) -> None:
    world.company()
    gone, stays = world.customer("Gone"), world.paying("Stays")
    price = world.price(world.subscription(gone))
    keep_lights(on=ON)
    price.ends_on = ON + timedelta(days=1)
    price.save()
    keep_lights(on=ON)
    assert set(LightState.objects.values_list("customer", flat=True)) == {gone.pk, stays.pk}
    keep_lights(on=ON + timedelta(days=1))
    assert set(LightState.objects.values_list("customer", flat=True)) == {stays.pk}


def test_with_a_person_it_counts_when_we_spoke_and_with_a_company_who_knows_whom(world: Any) -> None:
    world.company()  # everybody wants to be heard every 90 days
    person, company = world.paying("Ann", kind="person"), world.paying("Bakker")
    for one in (person, company):
        world.said(one, AT - timedelta(days=7))
    lights = {one.name: lamps_of(one, on=ON)[2].seen for one in (person, company)}
    assert {name: [found.code for found in seen.found] for name, seen in lights.items()} == {
        "Ann": ["spoke"],
        "Bakker": ["ties"],
    }
    assert said("spoke", {"days": 90}) == "We spoke with them within 90 days."


def test_a_judgement_with_a_reason_holds_until_its_day_or_until_it_is_taken_back(world: Any) -> None:
    world.company()
    eva, customer = world.person(name="Eva", role=Role.MANAGER), world.paying("Bakker", is_key=True)
    keep_lights(on=ON)
    said = {"customer": customer, "light": "expertise", "by": eva, "on": ON, "at": AT}
    until = ON + timedelta(days=30)
    with pytest.raises(BadInput):
        overrule_light(**said, colour="green", words="  ", until=until)
    with pytest.raises(BadInput):
        overrule_light(**said, colour="off", words="Why", until=until)
    with pytest.raises(BadInput):
        overrule_light(**said, colour="green", words="Why", until=ON)
    overrule_light(**said, colour="amber", words="They said so", until=until)
    overrule_light(**said, colour="green", words="They said so again", until=until)

    def shown(on: date) -> str:
        return next(lamp.colour for lamp in lamps_of(customer, on=on) if lamp.light == "expertise")

    assert (shown(ON), shown(until), shown(until + timedelta(days=1))) == ("green", "green", "off")
    assert [row.colours[4] for row in lit_rows(eva, on=ON)] == [("expertise", "green", False)]
    end_overrule(customer=customer, light="expertise", by=eva, at=AT)
    assert shown(ON) == "off"
    assert [one.words for one in overrules_of(customer)] == ["They said so again", "They said so"]
