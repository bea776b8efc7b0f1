"""Who knows whom: from conversations, with judgement beside it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karn.apps.care.actions.influence import (
    ask_to_introduce,
    bind_contacts,
    judge_tie,
    unbind_contacts,
    withdraw_judgement,
)
from karn.apps.care.models import ContactBond
from karn.apps.care.queries.influence import (
    is_single_threaded,
    single_threaded_key_clients,
    thin_clients,
    ties_of,
    warm_ties,
)
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", email="eva@acme.nl", role=Role.MANAGER)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva, is_key=True)


@pytest.fixture
def jo(world: Any, bakker: Customer) -> Contact:
    return world.contact(bakker, "Jo")


def spoke(world: Any, contact: Contact, *days: int, **said: Any) -> None:
    for ago in days:
        world.said(contact.customer, AT - timedelta(days=ago), contact=contact, **said)


def told(customer: Customer) -> list[tuple[str, str, int, bool, str]]:
    web = ties_of(customer, ON)
    return [
        (web.name_of_ours(tie.ours), web.name_of_theirs(tie.theirs), tie.times, tie.is_warm, tie.strength)
        for tie in web.ties
    ]


def test_conversations_make_ties_by_address_by_name_and_by_who_wrote_them_down(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    kim = world.contact(bakker, "Kim")
    spoke(world, jo, 1, 40, handled_by="EVA@acme.nl")
    spoke(world, jo, 80, 400, handled_by="Eva")
    spoke(world, jo, 3, logged_by=eva)
    spoke(world, kim, 200, handled_by="Daan")
    spoke(world, kim, 2, handled_by="Eva", bulk=True)
    spoke(world, kim, 2, handled_by="Eva", direction="in")  # nobody answered
    assert told(bakker) == [("Eva", "Jo", 4, True, "fair"), ("Daan", "Kim", 1, False, "weak")]


@pytest.mark.usefixtures("eva")
def test_who_left_on_either_side_holds_no_tie(world: Any, bakker: Customer, jo: Contact) -> None:
    gone, old = world.person(name="Gone", is_active=False), world.contact(bakker, "Old", ends_on=ON)
    spoke(world, jo, 1, handled_by="Gone")
    spoke(world, jo, 1, logged_by=gone)
    spoke(world, old, 1, handled_by="Eva")
    assert (told(bakker), warm_ties([bakker.pk], ON)) == ([], {})
    assert [node.name for node in ties_of(bakker, ON).ours] == ["Eva"]


def test_what_comes_later_is_not_known_on_the_day(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    spoke(world, jo, -1, handled_by="Eva")
    judge_tie(contact=jo, person=eva, strength="strong", by=eva, on=ON + timedelta(days=1), at=AT)
    assert told(bakker) == []


def test_a_judgement_stands_beside_what_the_talks_say(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    spoke(world, jo, 120, handled_by="Eva")
    judge_tie(contact=jo, person=eva, strength="weak", by=eva, on=ON - timedelta(days=9), at=AT)
    strong = judge_tie(contact=jo, person=eva, strength="strong", by=eva, on=ON, at=AT)
    (tie,) = ties_of(bakker, ON).ties
    assert (tie.strength, tie.judged, tie.judged_by, tie.is_warm) == ("weak", "strong", "Eva", True)
    assert is_single_threaded([bakker.pk], ON) == {bakker.pk: True}
    assert warm_ties([bakker.pk], ON + timedelta(days=91)) == {}
    withdraw_judgement(judgement=strong, by=eva, at=AT)
    (tie,) = ties_of(bakker, ON).ties
    assert (tie.judged, tie.is_cold) == ("weak", True)


def test_key_clients_on_one_tie_or_none_are_listed(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    spoke(world, jo, 1, handled_by="Eva")
    visser, smit = world.customer("Visser", is_key=True), world.customer("Smit", is_key=True)
    spoke(world, world.contact(smit, "A"), 1, handled_by="Eva")
    spoke(world, world.contact(smit, "B"), 1, handled_by="Daan")
    world.customer("No key client")
    thin = [(one.customer, one.warm, one.contacts) for one in thin_clients(eva, ON)]
    assert thin == [(visser, 0, 0), (bakker, 1, 1)]
    assert single_threaded_key_clients(ON) == [bakker.pk]


def test_one_query_count_however_many_customers(world: Any, eva: Person, jo: Contact) -> None:
    counts = []
    spoke(world, jo, 1, handled_by="Eva")
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            thin_clients(eva, ON)
        counts.append(len(asked))
        for name in ("Visser", "Smit"):
            spoke(world, world.contact(world.customer(name, is_key=True), "A"), 1, handled_by="Eva")
    assert counts == [7, 7]


def test_advice_becomes_one_task_for_who_looks_after_them(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    spoke(world, jo, 1, handled_by="Eva")
    made = [ask_to_introduce(customer=bakker, code="single", by=eva, on=ON, at=AT) for _ in range(2)]
    task = Task.objects.get()
    assert made == [task, task]
    assert (task.owner, task.customer, task.due_on) == (eva, bakker, ON + timedelta(days=14))
    assert task.title == "Introduce somebody else of us to Jo"
    with pytest.raises(BadInput):
        ask_to_introduce(customer=bakker, code="cold", by=eva, on=ON, at=AT)


def test_their_own_ties_are_of_two_people_of_one_customer(
    world: Any, eva: Person, bakker: Customer, jo: Contact
) -> None:
    kim, stranger = world.contact(bakker, "Kim"), world.contact(world.customer("Visser"))
    bond = bind_contacts(contact=jo, other=kim, bond="reports_to", by=eva, at=AT)
    assert bind_contacts(contact=jo, other=kim, bond="reports_to", by=eva, at=AT) == bond
    assert ties_of(bakker, ON).bonds == [(jo.pk, kim.pk, "reports_to", bond.pk)]
    for other in (jo, stranger):
        with pytest.raises(BadInput):
            bind_contacts(contact=jo, other=other, bond="reports_to", by=eva, at=AT)
    unbind_contacts(bond=bond, by=eva, at=AT)
    assert not ContactBond.objects.exists()
