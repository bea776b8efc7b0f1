"""The pages of problems, boards and what is normal to us."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from karn.apps.care.models import BoardImport, Innovation, Problem, Tick
from karn.apps.company.models import Company
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(trade="agency")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva)


def problem(customer: Customer, text: str = "Slow", **facts: Any) -> Problem:
    now = timezone.now()
    about = {"raised_on": now.date(), "made_at": now, "changed_at": now, "card": f"{len(text):024x}"}
    return Problem.objects.create(customer=customer, text=text, **{**about, **facts})


def undo(page: Client, shown: Any) -> Any:
    ways_back = re.findall(r'class="karn-undo" method="post" action="([^"]+)"', shown.text)
    return page.post(ways_back[-1].replace("&amp;", "&"), follow=True)


def test_a_problem_is_noted_moved_over_the_board_and_moved_back(
    page: Client, bakker: Customer, world: Any
) -> None:
    jo = world.contact(bakker, "Jo")
    given = {
        "text": "Slow site",
        "weight": 5,
        "urgency": 4,
        "status": "todo",
        "voiced_by": jo.pk,
        "labels": "web, now",
    }
    shown = page.post(f"/customers/{bakker.pk}/problems/new/", given, follow=True)
    made = Problem.objects.get()
    assert (made.rank, made.voiced_by, made.labels, shown.status_code) == (20, jo, ["web", "now"], 200)
    assert ("Slow site" in shown.text, "told by Jo" in shown.text) == (True, True)
    shown = page.post(f"/problems/{made.pk}/move/", {"status": "solved"}, follow=True)
    assert (Problem.objects.get().status, "Say what it brought" in shown.text) == ("solved", True)
    assert "Problem solved" in page.get(f"/customers/{bakker.pk}/").text
    undo(page, shown)
    assert (Problem.objects.get().status, Problem.objects.get().solved_on) == ("todo", None)


def test_the_form_shows_what_is_missing_and_what_somebody_else_stored(page: Client, bakker: Customer) -> None:
    refused = page.post(f"/customers/{bakker.pk}/problems/new/", {"text": "", "weight": 9})
    assert (refused.status_code, Problem.objects.count()) == (400, 0)
    one = problem(bakker)
    seen = one.version
    Problem.objects.update(text="Slower", changed_at=timezone.now())
    given = {"text": "Fast", "weight": 3, "urgency": 3, "status": "todo", "seen": seen, "was": "{}"}
    shown = page.post(f"/problems/{one.pk}/", given)
    assert (shown.status_code, "Slower" in shown.text, Problem.objects.get().text) == (409, True, "Slower")


def test_problems_stand_by_what_matters_most_to_the_client_or_by_who_waits_longest(
    page: Client, bakker: Customer, eva: Person
) -> None:
    today = timezone.localdate()
    for text, weight, days in (("Mild", 1, 30), ("Bad", 5, 2), ("Late", 2, 60)):
        made = problem(bakker, text, owner=eva)
        Problem.objects.filter(pk=made.pk).update(weight=weight, urgency=2, raised_on=today - timedelta(days))

    def listed(asked: str) -> list[str]:
        return [one.text for one in page.get("/problems/" + asked).context["rows"]]

    assert (listed(""), listed("?sort=oldest")) == (["Bad", "Late", "Mild"], ["Late", "Mild", "Bad"])


def test_all_problems_are_listed_with_one_query_count(
    page: Client, bakker: Customer, eva: Person, world: Any
) -> None:
    page.get("/problems/")
    counts = []
    for more in ([bakker], [world.customer("Visser"), world.customer("Smit")]):
        for customer in more:
            problem(customer, f"Of {customer.name}", owner=eva)
        with CaptureQueriesContext(connection) as asked:
            shown = page.get("/problems/?owner=me&sort=oldest")
        counts.append(len(asked))
    assert (counts[0] == counts[1], "Of Smit" in shown.text) == (True, True)
    assert page.get("/problems/problems.csv").getvalue().decode().count("Of ") == 3
    assert "No problems here" in page.get("/problems/?status=solved").text


def test_a_board_comes_from_trello_after_a_look_and_is_taken_back(page: Client, bakker: Customer) -> None:
    address = f"/customers/{bakker.pk}/problems/import/"
    bad = page.post(address, {"file": SimpleUploadedFile("b.json", b"<html>")})
    assert (bad.status_code, "no JSON file" in bad.text, BoardImport.objects.count()) == (400, True, 0)
    board = {
        "name": "Theirs", "lists": [{"id": "l1", "name": "Ideas"}],
        "cards": [{"id": "5f0000000000000000000001", "name": "Slow <b>site", "idList": "l1"}],
    }  # fmt: skip
    file = SimpleUploadedFile("b.json", json.dumps(board).encode())
    shown = page.post(address, {"file": file}, follow=True)
    assert ("1 new, 0 changed" in shown.text, "Slow &lt;b&gt;site" in shown.text) == (True, True)
    assert Problem.objects.count() == 0
    preview = shown.redirect_chain[-1][0]
    looked = page.post(preview, {"list-0": "waiting", "do": "look"})
    assert ('value="waiting" selected' in looked.text, Problem.objects.count()) == (True, 0)
    taken = page.post(preview, {"list-0": "waiting", "do": "take"}, follow=True)
    assert Problem.objects.get().status == "waiting"
    undo(page, taken)
    assert Problem.objects.count() == 0


def test_a_board_goes_out_for_those_whom_one_may_see(client: Client, world: Any) -> None:
    world.company()
    eva = world.person(role=Role.ACCOUNT_MANAGER)
    problem(world.customer("Bakker", owner=eva), "Mine")
    problem(world.customer("Visser"), "Foreign")
    client.force_login(eva)
    board = json.loads(client.get("/problems/board.json").content)
    assert [card["name"] for card in board["cards"]] == ["Mine"]
    assert [one["name"] for one in board["lists"]] == ["To do", "Doing", "Waiting for them", "Solved"]


def test_the_list_of_the_trade_is_begun_and_a_gap_is_proposed_and_declined(
    page: Client, bakker: Customer
) -> None:
    assert "Plans the year with us" in page.get("/normal/").text
    page.post("/normal/begin/")
    item = Innovation.objects.order_by("pk")[0]
    address = f"/customers/{bakker.pk}/normal/{item.pk}/"
    for state in ("does_not", "proposed"):
        page.post(address, {"state": state})
    shown = page.post(address, {"state": "declined", "reason": "No money"}, follow=True)
    assert (Tick.objects.get().state, "No money" in shown.text) == ("declined", True)
    assert "Bakker" in page.get(f"/normal/{item.pk}/").text
    told = list(read_csv(page.get("/normal/normal.csv", {"lang": "en"}).getvalue()))
    assert told[1][3:] == ["0", "0", "0", "0", "1"]
    assert 'href="/normal/normal.csv"' in page.get("/normal/").text
    undo(page, shown)
    assert Tick.objects.get().state == "proposed"


def test_a_line_of_the_list_is_written_changed_and_thrown_away(page: Client) -> None:
    assert page.post("/normal/new/", {"name": " "}).status_code == 400
    page.post("/normal/new/", {"name": "Has a plan", "gain": "Calm"})
    item = Innovation.objects.get()
    page.post(f"/normal/{item.pk}/edit/", {"name": "Has two plans", "seen": item.version, "was": "{}"})
    assert Innovation.objects.get().name == "Has two plans"
    shown = page.post(f"/normal/{item.pk}/remove/", follow=True)
    assert "Has two plans" in page.get("/customers/bin/").text
    undo(page, shown)
    assert "Has two plans" in page.get("/normal/").text


def test_pages_of_a_station_that_is_off_are_not_there(page: Client, bakker: Customer) -> None:
    assert "/problems/" in page.get(f"/customers/{bakker.pk}/").text
    Company.objects.update(stations=["contracts"])
    for address in (f"/customers/{bakker.pk}/problems/", "/problems/", "/normal/", "/influence/"):
        assert page.get(address).status_code == 404
    assert f"/customers/{bakker.pk}/problems/" not in page.get(f"/customers/{bakker.pk}/").text
