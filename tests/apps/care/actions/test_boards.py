"""Boards out to Trello and in again: exact, repeatable, and taken back whole."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.care.actions.boards import discard_board, guesses_of, receive_board, take_in_board, undo_board
from karn.apps.care.actions.problems import Told, add_problem, remove_problem
from karn.apps.care.models import BoardImport, Problem
from karn.apps.care.queries.boards import COLUMNS, board_json, customers_with_problems, plan_of
from karn.apps.care.rules.trello import Board
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 12, tzinfo=UTC)
LATER = AT + timedelta(days=3)
ZONE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(zone="Europe/Stockholm")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva)


def out(customer: Customer) -> bytes:
    return json.dumps(board_json([customer], name=customer.name, zone=ZONE)).encode()


def take_in(customer: Customer, data: bytes, eva: Person) -> BoardImport:
    received = receive_board(customer=customer, data=data, zone=ZONE, by=eva, at=LATER)
    statuses = guesses_of(Board.kept(received.board))
    return take_in_board(received=received, statuses=statuses, by=eva, on=ON + timedelta(days=3), at=LATER)


def stands(customer: Customer) -> dict[str, list[Any]]:
    its = Problem.objects.filter(customer=customer, removed_at__isnull=True)
    return {one.card: [getattr(one, name) for name in COLUMNS] for one in its}


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
dates = st.dates(date(1990, 1, 1), date(2090, 1, 1))
tales = st.lists(
    st.builds(
        Told,
        text=words.filter(lambda text: bool(text.split())),
        details=words,
        weight=st.integers(1, 5),
        urgency=st.integers(1, 5),
        status=st.sampled_from(["todo", "doing", "waiting", "solved"]),
        due_on=st.none() | dates,
        raised_on=st.none() | dates,
        solved_on=st.none() | dates,
        brought=words,
        labels=st.lists(words, max_size=2),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tales, st.data())
def test_a_board_that_goes_out_and_comes_in_again_is_the_same_board(
    eva: Person, bakker: Customer, world: Any, told: list[Told], data: st.DataObject
) -> None:
    Problem.objects.all().delete()
    voices = [None, world.contact(bakker, "Jo"), world.contact(bakker, "Jo"), world.contact(bakker, "Kim  X")]
    for one in told:
        problem = add_problem(customer=bakker, told=one, by=eva, on=ON, at=AT)
        problem.voiced_by = data.draw(st.sampled_from(voices))
        problem.owner = data.draw(st.sampled_from([None, eva]))
        problem.save()
    before, file = stands(bakker), out(bakker)
    again = take_in(bakker, file, eva)
    assert ((again.made, again.changed), stands(bakker)) == ((0, 0), before)
    Problem.objects.all().delete()
    assert (take_in(bakker, file, eva).made, stands(bakker)) == (len(before), before)


CARD = {"id": "5f0000000000000000000001", "name": "Slow site", "desc": "", "idList": "l1", "closed": False}


def trello(*cards: dict[str, Any], name: str = "Theirs") -> bytes:
    lists = [{"id": "l1", "name": "To do"}, {"id": "l2", "name": "Done"}]
    return json.dumps({"name": name, "lists": lists, "cards": list(cards)}).encode()


def test_the_same_card_changes_the_same_problem_and_what_it_does_not_say_stays(
    eva: Person, bakker: Customer
) -> None:
    take_in(bakker, trello(CARD), eva)
    Problem.objects.update(weight=5, owner=eva, brought="Peace")
    again = take_in(bakker, trello({**CARD, "name": "Very slow site", "idList": "l2"}), eva)
    problem = Problem.objects.get()
    assert (again.made, again.changed) == (0, 1)
    assert (problem.text, problem.status, problem.solved_on) == (
        "Very slow site",
        "solved",
        ON + timedelta(days=3),
    )
    assert (problem.weight, problem.owner, problem.brought, problem.raised_on) == (
        5,
        eva,
        "Peace",
        date(2020, 7, 4),
    )


def test_taking_a_board_back_leaves_what_stood_before_and_what_was_changed_since(
    eva: Person, bakker: Customer
) -> None:
    take_in(bakker, trello(CARD), eva)
    before = stands(bakker)
    other, third = {**CARD, "id": "6" * 24, "name": "New"}, {**CARD, "id": "7" * 24, "name": "Also new"}
    taken = take_in(bakker, trello({**CARD, "name": "Other", "idList": "l2"}, other, third), eva)
    Problem.objects.filter(text="Also new").update(changed_at=LATER + timedelta(hours=1))
    assert undo_board(received=taken, by=eva, at=LATER) == 1
    assert stands(bakker).pop("7" * 24)[0] == "Also new"
    assert {card: facts for card, facts in stands(bakker).items() if card != "7" * 24} == before
    with pytest.raises(BadInput):
        undo_board(received=taken, by=eva, at=LATER)


def test_a_file_that_is_no_board_leaves_nothing(eva: Person, bakker: Customer) -> None:
    for data in (b"{}", trello(), trello({**CARD, "closed": True})):
        with pytest.raises(BadInput):
            receive_board(customer=bakker, data=data, zone=ZONE, by=eva, at=AT)
    assert (BoardImport.objects.count(), Problem.objects.count()) == (0, 0)


def test_one_board_waits_at_a_time_and_is_taken_in_once(eva: Person, bakker: Customer) -> None:
    receive_board(customer=bakker, data=trello(CARD), zone=ZONE, by=eva, at=AT)
    received = receive_board(customer=bakker, data=trello(CARD), zone=ZONE, by=eva, at=AT)
    assert BoardImport.objects.get() == received
    given_ = {"received": received, "statuses": {}, "by": eva, "on": ON, "at": AT}
    take_in_board(**given_)
    with pytest.raises(BadInput, match="already"):
        take_in_board(**given_)
    discard_board(received=received)
    assert BoardImport.objects.get().board == {}


def test_what_is_in_the_bin_and_what_names_another_customer_stays_out(
    eva: Person, bakker: Customer, world: Any
) -> None:
    visser = world.customer("Visser")
    kept = add_problem(customer=bakker, told=Told("Mine"), by=eva, on=ON, at=AT)
    add_problem(customer=visser, told=Told("Theirs"), by=eva, on=ON, at=AT)
    both = customers_with_problems(eva)
    data = json.dumps(board_json(both, one=False, name="All", zone=ZONE)).encode()
    remove_problem(problem=kept, by=eva, at=AT)
    received = receive_board(customer=bakker, data=data, zone=ZONE, by=eva, at=AT)
    board = Board.kept(received.board)
    plan = plan_of(board, guesses_of(board), customer=bakker, on=ON)
    assert {step.card.name: step.what for step in plan.steps} == {"Mine": "binned", "Theirs": "elsewhere"}


def test_members_of_a_board_who_work_here_become_owners_and_others_are_named(
    eva: Person, bakker: Customer
) -> None:
    found = json.loads(trello({**CARD, "idMembers": ["m1", "m2"]}))
    found["members"] = [{"id": "m1", "fullName": "Stranger"}, {"id": "m2", "fullName": "eva"}]
    received = receive_board(customer=bakker, data=json.dumps(found).encode(), zone=ZONE, by=eva, at=AT)
    plan = plan_of(Board.kept(received.board), {}, customer=bakker, on=ON)
    assert (plan.strangers, plan.steps[0].facts["owner_id"]) == (["Stranger"], eva.pk)
