"""What is normal to us: listed once, ticked per client, proposed, taken up, and taken back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.care.actions.innovations import (
    Described,
    Said,
    add_innovation,
    remove_innovation,
    restore_innovation,
    tick,
    untick,
    use_starters,
)
from karn.apps.care.models import Innovation, Tick
from karn.apps.care.models.moments import Moment
from karn.apps.care.queries.innovations import (
    counted,
    gap_counts,
    lines_of,
    proposals_told,
    taken_up,
    taken_up_between,
)
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def item(eva: Person) -> Innovation:
    return add_innovation(told=Described("Plans the year"), by=eva, at=AT)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva)


def to(state: str, customer: Customer, item: Innovation, eva: Person, **said: Any) -> Tick:
    return tick(customer=customer, item=item, state=state, said=Said(**said), by=eva, on=ON, at=AT)


def test_a_gap_is_proposed_and_taken_up(eva: Person, bakker: Customer, item: Innovation, world: Any) -> None:
    jo = world.contact(bakker, "Jo")
    to("does_not", bakker, item, eva)
    assert ([line.is_gap for line in lines_of(bakker)], gap_counts([bakker.pk])) == ([True], {bakker.pk: 1})
    proposed = to("proposed", bakker, item, eva, told=jo)
    assert (proposed.proposed_on, proposed.proposed_by, proposed.told) == (ON, eva, jo)
    to("taken_up", bakker, item, eva)
    assert ([one.customer for one in proposals_told(item)], [one.customer for one in taken_up(item)]) == (
        [bakker], [bakker],
    )  # fmt: skip
    assert len(taken_up_between(bakker, ON, date(2026, 4, 16))) == 1
    assert [one.facts for one in Moment.objects.all()] == [{"text": "Plans the year"}]
    assert counted(eva)[0][1]["taken_up"] == 1


def test_declining_says_why_and_can_be_taken_back(eva: Person, bakker: Customer, item: Innovation) -> None:
    to("does_not", bakker, item, eva)
    to("proposed", bakker, item, eva)
    declined = to("declined", bakker, item, eva, reason="Too  early")
    assert (declined.reason, declined.decided_on, proposals_told(item)) == ("Too early", ON, [declined])
    untick(customer=bakker, item=item, back_to="proposed", by=eva, at=AT)
    (line,) = lines_of(bakker)
    assert (line.state, line.tick and line.tick.proposed_on) == ("proposed", ON)
    untick(customer=bakker, item=item, back_to="", by=eva, at=AT)  # not where it came from
    assert lines_of(bakker)[0].state == "proposed"


def test_the_first_tick_taken_back_leaves_nothing(eva: Person, bakker: Customer, item: Innovation) -> None:
    to("does", bakker, item, eva)
    untick(customer=bakker, item=item, back_to="", by=eva, at=AT)
    assert (Tick.objects.count(), lines_of(bakker)[0].state) == (0, "")


def test_steps_that_cannot_be_and_strange_contacts_are_refused(
    eva: Person, bakker: Customer, item: Innovation, world: Any
) -> None:
    with pytest.raises(BadInput):
        to("taken_up", bakker, item, eva)
    with pytest.raises(BadInput, match="contact"):
        to("does_not", bakker, item, eva, told=world.contact(world.customer("Visser")))


def test_the_list_of_a_trade_is_begun_once_and_lines_come_back_from_the_bin(
    eva: Person, bakker: Customer
) -> None:
    first = use_starters(trade="agency", by=eva, at=AT)
    assert (len(first), use_starters(trade="agency", by=eva, at=AT)) == (7, [])
    remove_innovation(item=first[0], by=eva, at=AT)
    assert len(lines_of(bakker)) == 6
    restore_innovation(item=first[0], by=eva, at=AT)
    assert len(lines_of(bakker)) == 7
    with pytest.raises(BadInput):
        add_innovation(told=Described(" "), by=eva, at=AT)
