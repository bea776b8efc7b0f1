"""Who is erased stands in no problem, board, proposal or tie; and two customers that are one keep all."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from karn.apps.care.actions.boards import receive_board
from karn.apps.care.actions.influence import bind_contacts, judge_tie
from karn.apps.care.actions.innovations import Described, Said, add_innovation, tick
from karn.apps.care.actions.problems import Told, add_problem
from karn.apps.care.holders.problems import PROBLEMS
from karn.apps.care.models import BoardImport, ContactBond, Judgement, Problem, Tick
from karn.apps.people.rules import Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 12, tzinfo=UTC)


def test_an_erased_contact_stands_nowhere_and_the_problem_stays(world: Any) -> None:
    world.company()
    eva = world.person(role=Role.MANAGER)
    acme = world.customer("Acme BV", kind="company")
    gone, stays = world.contact(acme, "Xan Canarie"), world.contact(acme, "Bo")
    told = Told(
        "Xan Canarie waits",
        brought="Peace for Xan Canarie",
        labels=["Xan Canarie"],
        voiced_by=gone,
        due_on=ON,
    )
    add_problem(customer=acme, told=told, by=eva, on=ON, at=AT)
    cards = [{"id": "a" * 24, "name": "Call Xan Canarie", "idList": "l"}]
    board = json.dumps({"name": "Acme", "lists": [], "cards": cards}).encode()
    receive_board(customer=acme, data=board, zone=ZoneInfo("UTC"), by=eva, at=AT)
    item = add_innovation(told=Described("Plans"), by=eva, at=AT)
    said = Said("Xan Canarie said so", told=gone)
    tick(customer=acme, item=item, state="unwanted", said=said, by=eva, on=ON, at=AT)
    judge_tie(contact=gone, person=eva, strength="fair", note="Xan Canarie", by=eva, on=ON, at=AT)
    bind_contacts(contact=stays, other=gone, bond="reports_to", by=eva, at=AT)
    erase_person(kind="contact", number=gone.pk, by=eva, on=ON, at=AT)
    left = [list(model.objects.values()) for model in (Problem, BoardImport, Tick, Task)]
    assert (len(left[0]), "Canarie" in repr(left)) == (1, False)
    assert (Judgement.objects.count(), ContactBond.objects.count()) == (0, 0)
    assert Problem.objects.get().voiced_by is None


def test_what_belongs_to_one_of_two_customers_moves_and_moves_back(world: Any) -> None:
    world.company()
    eva, kept, lost = world.person(role=Role.MANAGER), world.customer("Kept"), world.customer("Lost")
    for customer in (kept, lost):
        add_problem(customer=customer, told=Told("Slow"), by=eva, on=ON, at=AT)
    items = [add_innovation(told=Described(name), by=eva, at=AT) for name in ("One", "Two")]
    for customer, item in ((kept, items[0]), (lost, items[0]), (lost, items[1])):
        tick(customer=customer, item=item, state="does", said=Said(), by=eva, on=ON, at=AT)
    moved = PROBLEMS.move(lost=lost.pk, kept=kept.pk)
    assert [Problem.objects.filter(customer=kept).count(), Tick.objects.filter(customer=kept).count()] == [
        2,
        2,
    ]
    PROBLEMS.move_back(moved, lost=lost.pk, kept=kept.pk)
    assert (PROBLEMS.count(kept.pk), PROBLEMS.count(lost.pk)) == (2, 3)
