"""Five lights: the worst of what was found decides, nothing known is off, old evidence is marked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.threats.rules.lights import STALE_DAYS, Colour, Evidence, Light, lights_of, worst

ON = date(2026, 3, 16)


def colours(known: Evidence) -> dict[str, Colour]:
    return {one.light: one.colour for one in lights_of(known)}


def test_where_nothing_is_known_every_light_is_off() -> None:
    assert colours(Evidence(on=ON)) == dict.fromkeys(Light, Colour.OFF)


@pytest.mark.parametrize(
    ("known", "light", "colour"),
    [
        (Evidence(ON, case_since=ON, case_strength=3), Light.ATTITUDE, Colour.RED),
        (Evidence(ON, case_since=ON, case_strength=3, case_solved=True), Light.ATTITUDE, Colour.AMBER),
        (Evidence(ON, answered_on=ON, unhappy=False), Light.ATTITUDE, Colour.GREEN),
        (Evidence(ON, answered_on=ON, unhappy=True), Light.ATTITUDE, Colour.RED),
        (Evidence(ON, answered_on=ON, unhappy=False, unhappy_since=ON), Light.ATTITUDE, Colour.RED),
        (Evidence(ON, promises_overdue=1, overdue_since=ON - timedelta(days=3)), Light.ACTIONS, Colour.AMBER),
        (Evidence(ON, promises_overdue=1, overdue_since=ON - timedelta(days=20)), Light.ACTIONS, Colour.RED),
        (Evidence(ON, problems=2, problems_late=1), Light.ACTIONS, Colour.AMBER),
        (Evidence(ON, promise_kept_on=ON), Light.ACTIONS, Colour.GREEN),
        (Evidence(ON, warm_ties=0), Light.RELATIONSHIPS, Colour.RED),
        (Evidence(ON, warm_ties=1), Light.RELATIONSHIPS, Colour.AMBER),
        (Evidence(ON, warm_ties=4), Light.RELATIONSHIPS, Colour.GREEN),
        (Evidence(ON, heard_within=30, spoke_on=ON - timedelta(days=30)), Light.RELATIONSHIPS, Colour.GREEN),
        (Evidence(ON, heard_within=30, spoke_on=ON - timedelta(days=31)), Light.RELATIONSHIPS, Colour.AMBER),
        (Evidence(ON, heard_within=30, spoke_on=ON - timedelta(days=61)), Light.RELATIONSHIPS, Colour.RED),
        (Evidence(ON, heard_within=30, warm_ties=0), Light.RELATIONSHIPS, Colour.OFF),
        (Evidence(ON, expected=3, confirmed=1), Light.EXPECTATIONS, Colour.AMBER),
        (Evidence(ON, expected=3, confirmed=2), Light.EXPECTATIONS, Colour.GREEN),
        (Evidence(ON, expected=3, confirmed=3, not_met=1), Light.EXPECTATIONS, Colour.RED),
        (Evidence(ON, reviewed_on=ON, means={"expertise": 3.5}), Light.EXPERTISE, Colour.AMBER),
        (Evidence(ON, reviewed_on=ON, means={"expertise": 2.9}), Light.EXPERTISE, Colour.RED),
    ],
)
def test_what_is_known_gives_a_light_its_colour(known: Evidence, light: Light, colour: Colour) -> None:
    assert colours(known)[light] == colour


def test_an_unhappy_answer_nobody_came_back_to_is_said_once() -> None:
    known = Evidence(ON, answered_on=ON, unhappy=True, unhappy_since=ON)
    assert [one.code for one in lights_of(known)[0].found] == ["unhappy_open"]


def test_a_light_whose_newest_evidence_is_old_is_marked() -> None:
    old = ON - timedelta(days=STALE_DAYS[Light.EXPERTISE] + 1)
    known = Evidence(ON, reviewed_on=old, means={"expertise": 5.0})
    (light,) = [one for one in lights_of(known) if one.light == Light.EXPERTISE]
    assert (light.colour, light.is_stale) == (Colour.GREEN, True)


@given(st.lists(st.sampled_from(list(Colour))))
def test_the_worst_does_not_depend_on_the_order_and_more_evidence_never_makes_it_better(
    found: list[Colour],
) -> None:
    order = [Colour.OFF, Colour.GREEN, Colour.AMBER, Colour.RED]
    assert worst(found) == worst(reversed(found))
    assert all(order.index(worst(found)) >= order.index(one) for one in found)
