"""The pages of lessons and rounds: a client a row, saved half-way, taken back, and on the meeting's page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from karn.apps.lessons.actions.lessons import Learnt, write_lesson
from karn.apps.lessons.models import Finding, Lesson, Round
from karn.apps.people.models import Role
from karn.apps.tasks.models import OPEN, Task

pytestmark = pytest.mark.django_db


class Asked:
    """Eva with two clients and Fay with one, and a lesson put to both."""

    def __init__(self, world: Any) -> None:
        world.company(language="en")
        self.max = world.person(name="Max", role=Role.MANAGER)
        self.eva, self.fay = (world.person(name=name, role=Role.ACCOUNT_MANAGER) for name in ("Eva", "Fay"))
        self.bakker, self.smit = (
            world.customer(name, owner=self.eva, is_key=True) for name in ("Bakker", "Smit")
        )
        self.visser = world.customer("Visser", owner=self.fay, is_key=True)
        self.world = world
        self.lesson = write_lesson(
            learnt=Learnt("They left.", "Would they stay?", "week"), by=self.max, at=timezone.now()
        )

    def page(self, person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def share(self, person: Any) -> str:
        return f"/lesson-rounds/{Round.objects.get().shares.get(owner=person).pk}/"

    def row(self, customer: Any, answer: str = "", was: str = "") -> dict[str, str]:
        told = {f"was-{customer.pk}": was}
        return told | ({f"a-{customer.pk}": answer} if answer else {})


@pytest.fixture
def asked(world: Any) -> Asked:
    return Asked(world)


def test_a_round_is_one_page_with_the_own_clients_saved_half_way_and_taken_back(asked: Asked) -> None:
    eva, address = asked.page(asked.eva), asked.share(asked.eva)
    shown = eva.get("/lessons/round/", follow=True)
    assert shown.redirect_chain[-1][0] == address
    names = ("Bakker", "Smit", "Visser", "Would they stay?")
    assert [name in shown.text for name in names] == [True, True, False, True]
    foreign = asked.row(asked.visser, "exposed")
    half = eva.post(
        address + "answer/", asked.row(asked.bakker, "exposed") | asked.row(asked.smit) | foreign, follow=True
    )
    assert ("1 answer stored." in half.text, "checked" in half.text) == (True, True)
    assert list(Finding.objects.values_list("customer__name", "answer")) == [("Bakker", "exposed")]
    assert Task.objects.filter(OPEN, origin="lessons.exposed", owner=asked.eva).count() == 1
    eva.post(address + "undo/")
    assert Finding.objects.get().answer == ""
    assert not Task.objects.filter(OPEN, origin="lessons.exposed").exists()


def test_what_somebody_else_answered_meanwhile_is_shown_and_not_written_over(asked: Asked) -> None:
    eva, chief, address = asked.page(asked.eva), asked.page(asked.max), asked.share(asked.eva)
    chief.post(address + "answer/", asked.row(asked.bakker, "exposed"))
    met = eva.post(address + "answer/", asked.row(asked.bakker, "safe"))
    assert (met.status_code, "Somebody else answered" in met.text) == (409, True)
    assert Finding.objects.get().answer == "exposed"
    assert asked.page(asked.fay).get(address).status_code == 404


def test_one_answer_has_a_page_where_somebody_finds_out(asked: Asked) -> None:
    eva = asked.page(asked.eva)
    eva.post(asked.share(asked.eva) + "answer/", asked.row(asked.bakker, "unknown"))
    task, found = Task.objects.get(origin="lessons.find_out"), Finding.objects.get()
    day = eva.get("/day/").text
    assert (f"/findings/{found.pk}/" in day, "Find out: Would they stay?" in day) == (True, True)
    eva.post(f"/findings/{found.pk}/answer/", {"done": "1"})
    task.refresh_from_db()
    assert task.done_at is not None
    eva.post(f"/findings/{found.pk}/answer/", {"answer": "exposed"})
    assert Task.objects.filter(OPEN, origin="lessons.exposed").count() == 1
    assert asked.page(asked.fay).get(f"/findings/{found.pk}/").status_code == 404


def test_the_weekly_meeting_sees_how_far_the_round_is(asked: Asked) -> None:
    asked.page(asked.eva).post(asked.share(asked.eva) + "answer/", asked.row(asked.bakker, "exposed"))
    shown = asked.page(asked.max).get("/week/").text
    for said in ("Would they stay?", "1 of 3 answered", "Eva (1)", "Fay (1)", "Bakker"):
        assert said in shown, said
    theirs = asked.page(asked.fay).get("/week/").text
    assert ("0 of 1 answered" in theirs, "Bakker" in theirs) == (True, False)


def test_a_lesson_is_written_changed_retired_and_thrown_away(asked: Asked) -> None:
    eva = asked.page(asked.eva)
    told = {"sentence": "Prices went up.", "question": "Do they know why?", "every": "month", "segment": ""}
    assert eva.post("/lessons/new/", told | {"question": ""}).status_code == 400
    eva.post("/lessons/new/", told)
    made = Lesson.objects.get(sentence="Prices went up.")
    address = f"/lessons/{made.pk}/"
    stale = {**told, "question": "Do they?", "begins_on": "2030-01-01", "seen": "2020", "was": "{}"}
    assert eva.post(address + "change/", stale).status_code == 409
    eva.post(address + "change/", stale | {"seen": made.version})
    eva.post(address + "retire/", {"why": "Nobody is exposed"})
    assert "Nobody is exposed" in eva.get("/lessons/?state=retired").text
    eva.post(address + "take-up/")
    eva.post(address + "remove/")
    assert (eva.get(address).status_code, "Prices went up." in eva.get("/customers/bin/").text) == (404, True)
    eva.post(address + "restore/")
    assert "Do they?" in eva.get(address).text


def test_what_everybody_is_asked_is_kept_by_who_wrote_it_and_who_keeps_surveys(asked: Asked) -> None:
    address = f"/lessons/{asked.lesson.pk}/"
    eva, max_ = asked.page(asked.eva), asked.page(asked.max)
    for what in ("change/", "retire/", "remove/"):
        assert "Who wrote it may do this" in eva.post(address + what, {"why": "x"}, follow=True).text
    assert ("Retire it" in eva.get(address).text, "Retire it" in max_.get(address).text) == (False, True)
    max_.post(address + "retire/", {"why": "x"})
    eva.post(address + "take-up/")
    assert Lesson.objects.get(pk=asked.lesson.pk).retired_why == "x"


def test_three_lessons_of_others_wait_where_there_is_none_and_come_in_ones_own_language(asked: Asked) -> None:
    asked.lesson.delete()
    eva = asked.page(asked.eva)
    assert "Begin with what others learnt" in eva.get("/lessons/").text
    eva.post("/lessons/ready/", {"code": ["silence", "worth", "one_contact"]})
    assert sorted(Lesson.objects.values_list("ready", flat=True)) == ["one_contact", "silence", "worth"]
    assert "Begin with what others learnt" not in eva.get("/lessons/").text


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_a_round_with_many_clients_takes_as_many_queries_as_one_with_two(asked: Asked) -> None:
    eva, addresses = asked.page(asked.eva), [asked.share(asked.eva), f"/lessons/{asked.lesson.pk}/", "/week/"]
    before = [queries_of(eva, address) for address in addresses]
    for number in range(3):
        asked.world.customer(f"More {number}", owner=asked.eva, is_key=True)
    assert [queries_of(eva, address) for address in addresses] == before
