"""The pages of looking back: an outsider sees one form, an auditor what was known, others nothing foreign."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.lessons.actions import post_mortems as actions
from karn.apps.lessons.models import Lesson, PostMortem, PostMortemVoice
from karn.apps.lessons.models.post_mortems import Cause
from karn.apps.people.models import Role
from karn.apps.tasks.models import OPEN, Task
from karn.apps.threats.models import Case
from karn.platform.links import make_link

pytestmark = pytest.mark.django_db
WORDS = {"start": "We were proud of each other", "expertise": "Nobody knew webshops"}


class Left:
    """Eva's client who left; Fay never spoke with them, and does not see them otherwise."""

    def __init__(self, world: Any) -> None:
        world.company(name="De Bakkerij", language="en")
        self.eva, self.fay = (world.person(name=name, role=Role.ACCOUNT_MANAGER) for name in ("Eva", "Fay"))
        self.client = world.customer("Bakker", owner=self.eva, is_key=True)
        self.jo = world.contact(self.client, "Jo Smit")
        self.world = world
        subject = actions.Subject(Cause.DEPARTED, timezone.localdate())
        self.look = actions.plan_look(customer=self.client, subject=subject, by=self.eva, at=timezone.now())
        self.address = f"/looking-back/{self.look.pk}/"

    def page(self, person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def chosen(self, **who: Any) -> None:
        actions.choose_auditor(look=self.look, **who, by=self.eva, at=timezone.now())

    def link(self) -> str:
        self.chosen(guest="Ria")
        return f"/p/{actions.make_guest_link(look=self.look, by=self.eva, at=timezone.now())}"


@pytest.fixture
def left(world: Any) -> Left:
    return Left(world)


def stored() -> list[tuple[str, dict[str, str]]]:
    return [(voice.side, voice.words) for voice in PostMortemVoice.objects.order_by("pk")]


def test_an_outsider_writes_down_what_they_say_and_sees_nothing_else(left: Left) -> None:
    address, guest = left.link(), Client()
    shown = guest.get(address)
    assert (shown.status_code, shown["Referrer-Policy"], shown["Cache-Control"]) == (
        200,
        "no-referrer",
        "no-store",
    )
    assert ("Jo Smit" in shown.text, "What we knew then" in shown.text, "Eva" in shown.text) == (
        True,
        False,
        False,
    )
    assert (guest.head(address).status_code, stored()) == (200, [])
    told = guest.post(address, {"who": str(left.jo.pk), **WORDS}, follow=True)
    assert ("Stored." in told.text, WORDS["start"] in told.text, stored()) == (
        True,
        False,
        [("client", WORDS)],
    )
    again = guest.post(address, {"who": str(left.jo.pk), "start": "Otherwise"})
    assert (again.status_code, stored()) == (400, [("client", WORDS)])
    done = guest.post(address, {"done": "1", "sentence": "Know webshops", "question": "Do we know theirs?"})
    assert "Thank you" in done.text
    left.look.refresh_from_db()
    assert (left.look.sentence, left.look.held_at is not None) == ("Know webshops", True)
    assert guest.get(address).status_code == 404


def test_every_wrong_link_gets_the_same_page_and_who_works_here_writes_nothing(left: Left) -> None:
    address = left.link()
    now = timezone.now()
    told = {"audience": f"look:{left.look.pk}", "at": now, "expires_at": now + timedelta(days=1)}
    other = make_link(purpose="care.review", **told)
    answers = [Client().get(f"/{kind}") for kind in (f"p/{other}", "p/" + "x" * 38, f"r{address[2:]}")]
    assert {(one.status_code, one.content) for one in answers[:2]} == {(404, answers[0].content)}
    assert answers[2].status_code == 404
    assert left.page(left.eva).post(address, {"who": "self", **WORDS}).status_code == 400
    assert stored() == []
    actions.end_guest_link(look=left.look, by=left.eva, at=now)
    assert Client().get(address).status_code == 404


def test_the_auditor_asks_and_who_looks_after_the_client_makes_a_lesson_of_it(left: Left) -> None:
    eva, fay = left.page(left.eva), left.page(left.fay)
    assert fay.get(left.address).status_code == 404
    refused = eva.post(left.address + "auditor/", {"auditor": left.eva.pk, "seen": left.look.version})
    assert (refused.status_code, "Eva looks after this client" in refused.text) == (400, True)
    eva.post(left.address + "auditor/", {"auditor": left.fay.pk, "seen": left.look.version})
    assert Task.objects.get(OPEN, origin="lessons.post_mortem").owner == left.fay
    assert [fay.get(left.address + end).status_code for end in ("", "then/", "ask/")] == [200, 200, 200]
    assert fay.get(f"/customers/{left.client.pk}/").status_code == 404
    assert eva.get(left.address + "ask/").status_code == 404
    assert fay.post(left.address + "ask/", {"who": "other"}).status_code == 400
    fay.post(left.address + "ask/", {"who": "other", "name": "Kim", **WORDS})
    fay.post(left.address + "ask/", {"done": "1", "sentence": "Know webshops", "question": "Do we?"})
    shown = eva.get(left.address).text
    assert [word in shown for word in ("Kim", "We were proud", "Know webshops")] == [True, True, True]
    made = eva.post(
        left.address + "lesson/",
        {"sentence": "Know webshops", "question": "Do we?", "every": "week", "segment": "", "begins_on": ""},
        follow=True,
    )
    lesson = Lesson.objects.get()
    left.look.refresh_from_db()
    assert (lesson.post_mortem, left.look.closed_by, "Undo" in made.text) == (left.look, left.eva, True)
    assert "Looked back" in eva.get(f"/customers/{left.client.pk}/").text
    assert "Know webshops" in eva.get(f"/customers/{left.client.pk}/looking-back/").text


def test_a_private_person_without_contacts_is_whom_the_form_asks_by_name(left: Left) -> None:
    alone = left.world.customer("Kim Vos", owner=left.eva, kind="person")
    subject = actions.Subject(Cause.HAND, timezone.localdate())
    look = actions.plan_look(customer=alone, subject=subject, by=left.eva, at=timezone.now())
    actions.choose_auditor(look=look, auditor=left.fay, by=left.eva, at=timezone.now())
    address, fay = f"/looking-back/{look.pk}/ask/", left.page(left.fay)
    shown = fay.get(address)
    assert (shown.context["who"], shown.context["alone"], "Somebody else there" in shown.text) == (
        "other", "Kim Vos", False,
    )  # fmt: skip
    fay.post(address, {"who": "other", **WORDS})
    assert list(look.voices.values_list("name", "words__start")) == [("Kim Vos", WORDS["start"])]


def test_it_does_not_close_without_a_reason_and_closing_is_undone(left: Left) -> None:
    eva = left.page(left.eva)
    assert "what it taught" in eva.post(left.address + "close/", {"no_lesson": ""}, follow=True).text
    eva.post(left.address + "close/", {"no_lesson": "They stopped trading"})
    assert "They stopped trading" in eva.get("/looking-back/?state=done").text + eva.get(left.address).text
    eva.post(left.address + "open/")
    assert PostMortem.objects.get().is_open
    eva.post(left.address + "remove/")
    assert "They left" in eva.get("/customers/bin/").text
    eva.post(left.address + "restore/")
    assert eva.get(left.address).status_code == 200


def test_the_list_takes_as_many_queries_for_three_as_for_one_and_offers_near_misses(
    left: Left, django_assert_num_queries: Any
) -> None:
    eva, today, now = left.page(left.eva), timezone.localdate(), timezone.now()

    def one_more(name: str) -> None:
        customer = left.world.customer(name, owner=left.eva, is_key=True)
        actions.plan_look(customer=customer, subject=actions.Subject(Cause.HAND, today), by=left.eva, at=now)
        near = left.world.customer(f"{name} near", owner=left.eva, is_key=True)
        about = {"opened_on": today, "due_on": today, "changed_at": now, "closed_on": today}
        Case.objects.create(customer=near, strength=3, state="closed", outcome="client_stays", **about)

    one_more("A")
    eva.get("/looking-back/")
    with django_assert_num_queries(count_of(eva, "/looking-back/")):
        one_more_page = eva.get("/looking-back/")
    assert "They nearly left" in one_more_page.text
    before = count_of(eva, "/looking-back/")
    for name in ("B", "C"):
        one_more(name)
    assert count_of(eva, "/looking-back/") == before
    code = f"case-{Case.objects.latest('pk').pk}"
    assert (
        eva.post("/looking-back/near/", {"near": code, "do": "pass", "why": ""}, follow=True).status_code
        == 200
    )
    eva.post("/looking-back/near/", {"near": code, "do": "pass", "why": "A mistake"})
    eva.post("/looking-back/near/", {"near": f"case-{Case.objects.earliest('pk').pk}", "do": "look"})
    assert sorted(PostMortem.objects.exclude(case=None).values_list("no_lesson", flat=True)) == [
        "",
        "A mistake",
    ]
    assert eva.post("/looking-back/near/", {"near": "case-0"}).status_code == 404


def count_of(client: Client, address: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_a_switched_off_station_says_so_and_opens_no_link(left: Left) -> None:
    from karn.apps.company.models import Company  # noqa: PLC0415

    address, eva = left.link(), left.page(left.eva)
    Company.objects.update(stations=[])
    pages = ("/looking-back/", "/lessons/", "/lessons/round/", left.address)
    assert {eva.get(page).status_code for page in pages} == {404}
    assert Client().get(address).status_code == 404
