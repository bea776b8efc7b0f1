"""The pages of reviews: sealed for everybody until both sides are in; an outsider sees his one form."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from karn.apps.care.actions import reviews as actions
from karn.apps.care.models.reviews import Cause, LearningGoal, Review, ReviewAnswer
from karn.apps.company.models import Company
from karn.apps.people.models import Role
from karn.apps.tasks.models import Task
from karn.platform.links import make_link

pytestmark = pytest.mark.django_db
CANARY = "Xylofoonzang"
SCORES = {"score-expectations": "2", "score-relations": "4", "score-expertise": "3"}


class Held:
    """A review of Eva's client that Fay holds, who does not see the client otherwise."""

    def __init__(self, world: Any) -> None:
        world.company(name="De Bakkerij")
        self.ada, self.eva, self.fay = (
            world.person(name=name, role=role)
            for name, role in (
                ("Ada", Role.ADMINISTRATOR), ("Eva", Role.ACCOUNT_MANAGER), ("Fay", Role.ACCOUNT_MANAGER),
            )
        )  # fmt: skip
        self.client = world.customer("Bakker", owner=self.eva, is_key=True, email="info@bakker.example")
        self.jo = world.contact(self.client, "Jo Smit", email="jo@bakker.example", phone="020 123 4567")
        due = timezone.localdate() + timedelta(days=9)
        self.review = actions.plan_review(
            customer=self.client, cause=Cause.HAND, due_on=due, by=self.eva, at=timezone.now()
        )

    def page(self, person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def chosen(self, **who: Any) -> None:
        actions.choose_reviewer(review=self.review, **who, by=self.eva, at=timezone.now())

    @property
    def address(self) -> str:
        return f"/reviews/{self.review.pk}/"

    def said(self) -> dict[str, str]:
        return {**SCORES, "who": str(self.jo.pk), "words-expertise": f"{CANARY} says Jo"}


@pytest.fixture
def held(world: Any) -> Held:
    return Held(world)


def pages_without_numbers() -> list[str]:
    """Return the addresses of lists of all there is."""
    found: list[str] = []

    def collect(patterns: list[Any], before: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                collect(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern) and not one.pattern.converters:
                found.append("/" + before + str(one.pattern))

    collect(get_resolver().url_patterns, "")
    # Every list as a file, and the pages that tell of all customers.
    return [
        address for address in found if re.fullmatch(r"/[\w/-]*\.csv|/(audit|day|reviews|tasks)/", address)
    ]


def test_nobody_reads_a_side_before_the_other_is_in_administrators_and_files_included(held: Held) -> None:
    held.chosen(reviewer=held.fay)
    fay, eva, ada = (held.page(one) for one in (held.fay, held.eva, held.ada))
    assert fay.get(f"/customers/{held.client.pk}/").status_code == 404
    stored = fay.post(held.address + "client/", held.said(), follow=True)
    assert (stored.status_code, CANARY in stored.text) == (200, False)
    fay.post(held.address + "client/", {"done": "1"})
    customer = f"/customers/{held.client.pk}/"
    own = [
        customer,
        customer + "reviews/",
        customer + "sheet/",
        customer + "changes/",
        held.address,
        held.address + "team/",
    ]
    own += [customer + f"timeline.{kind}" for kind in ("csv", "xlsx")]
    own += [
        f"/personal/contact/{held.jo.pk}/",
        f"/personal/contact/{held.jo.pk}/person.zip",
        f"/search/?q={CANARY[1:]}",
    ]
    asked = [(ada, address) for address in [*own, *pages_without_numbers()]] + [
        (eva, address) for address in own
    ]
    for reader, address in asked:
        answer = reader.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert CANARY.lower().encode() not in body.lower(), address
    assert fay.get(held.address).text.count(CANARY) == 0
    opened = eva.post(held.address + "team/", {**SCORES, "score-expectations": "5"}, follow=True)
    # Or the test above could not fail.
    assert (CANARY in opened.text, "we think too well of it" in opened.text, "<svg" in opened.text) == (
        True,
        True,
        True,
    )
    assert CANARY in eva.get("/reviews/").text


def test_an_outsider_sees_his_one_form_and_nothing_that_was_sent(held: Held) -> None:
    held.chosen(guest="Gus")
    page = held.page(held.eva)
    link = re.search(r"(/r/[\w-]{38})", page.post(held.address + "link/").text)
    assert link
    address, reader = link.group(1), Client(enforce_csrf_checks=True)
    shown = reader.get(address)
    assert (shown.status_code, ReviewAnswer.objects.count(), shown["Referrer-Policy"]) == (
        200,
        0,
        "no-referrer",
    )
    assert ("Jo Smit" in shown.text, "Gus" in shown.text, "De Bakkerij" in shown.text) == (True, True, True)
    assert [
        word for word in ("020", "bakker.example", "Eva", "/customers/", "script") if word in shown.text
    ] == []
    assert reader.post(address, {**held.said(), "score-relations": ""}).status_code == 400
    sent = reader.post(address, held.said(), follow=True)
    assert (CANARY in sent.text, "sealed" in sent.text, ReviewAnswer.objects.get().by) == (False, True, None)
    assert reader.post(address, {**held.said(), "who": str(held.jo.pk + 1)}).status_code == 400
    done = reader.post(address + "?lang=sv", {"done": "1"}, follow=True)
    assert (done.status_code, "<form" in done.text, Review.objects.get().client_at is not None) == (
        200,
        False,
        True,
    )
    assert reader.cookies == {}
    page.post(held.address + "team/", SCORES)
    assert reader.get(address).status_code == 404


def test_an_outsider_who_is_the_last_to_say_it_is_thanked_and_the_link_opens_nothing_more(held: Held) -> None:
    held.chosen(guest="Gus")
    page = held.page(held.eva)
    page.post(held.address + "team/", SCORES)
    link = re.search(r"(/r/[\w-]{38})", page.post(held.address + "link/").text)
    assert link
    reader = Client()
    reader.post(link.group(1), held.said())
    done = reader.post(link.group(1) + "?lang=en", {"done": "1"}, follow=True)
    assert (done.status_code, "Thank you" in done.text, CANARY in done.text) == (200, True, False)
    assert reader.get(link.group(1)).status_code == 404


def test_a_link_of_another_kind_opens_no_review_and_a_review_s_link_nothing_else(held: Held) -> None:
    held.chosen(guest="Gus")
    now = timezone.now()
    secret = actions.make_guest_link(review=held.review, by=held.eva, at=now)
    other = make_link(
        purpose="survey", audience=f"review:{held.review.pk}", expires_at=now + timedelta(days=1), at=now
    )
    wrong = [
        Client().get(f"/{kind}/{token}") for kind, token in (("r", other), ("r", "x" * 38), ("s", secret))
    ]
    assert [answer.status_code for answer in wrong] == [404, 404, 404]
    assert wrong[0].content == wrong[1].content
    page = held.page(held.eva)
    page.post(held.address + "link/end/")
    assert Client().get(f"/r/{secret}").status_code == 404


def test_the_form_offers_fresh_eyes_alone_and_refuses_who_is_on_the_account(held: Held) -> None:
    page = held.page(held.eva)
    shown = page.get(held.address).text
    assert (f'value="{held.fay.pk}"' in shown, f'value="{held.eva.pk}"' in shown) == (True, False)
    refused = page.post(
        held.address + "reviewer/", {"reviewer": held.eva.pk, "seen": held.review.version, "was": "{}"}
    )
    assert (refused.status_code, "Eva looks after this client" in refused.text) == (400, True)
    stale = page.post(held.address + "reviewer/", {"guest": "Gus", "seen": "then", "was": "{}"})
    assert stale.status_code == 409
    kept = page.post(
        held.address + "reviewer/", {"reviewer": held.fay.pk, "seen": held.review.version, "was": "{}"}
    )
    assert (kept.status_code, Review.objects.get().reviewer) == (302, held.fay)
    assert "Bakker" in held.page(held.fay).get("/reviews/").text


def test_one_click_makes_a_task_of_an_answer_and_goals_are_learned(held: Held) -> None:
    held.chosen(reviewer=held.fay)
    fay, eva = held.page(held.fay), held.page(held.eva)
    fay.post(held.address + "client/", held.said())
    fay.post(held.address + "client/", {"done": "1"})
    eva.post(held.address + "team/", {**SCORES, "score-expectations": "5"})
    voice = ReviewAnswer.objects.get(side="client").pk
    given = {"voice": voice, "question": "expectations"}
    eva.post(held.address + "follow-up/", given)
    task = Task.objects.get(origin=actions.FOLLOW_UP)
    assert (task.title, task.owner) == (
        "Talk with Jo Smit about expectations: they say 2, we thought 5",
        held.eva,
    )
    assert fay.post(held.address + "follow-up/", given).status_code == 404
    goal = LearningGoal.objects.get()
    eva.post(f"/goals/{goal.pk}/learned/")
    assert CANARY not in eva.get("/reviews/").text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_however_many_reviews(
    held: Held, world: Any, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many - 1):
        actions.plan_review(
            customer=world.customer(f"C{number}"), cause=Cause.HAND, due_on=timezone.localdate(), by=held.ada,
            at=timezone.now(),
        )  # fmt: skip
    page = held.page(held.ada)
    with django_assert_num_queries(5):
        assert page.get("/reviews/").status_code == 200


def test_without_the_station_its_pages_are_not_there(held: Held) -> None:
    Company.objects.update(stations=["contracts"])
    page = held.page(held.ada)
    addresses = ("/reviews/", held.address, f"/customers/{held.client.pk}/reviews/")
    assert {page.get(address).status_code for address in addresses} == {404}
    assert addresses[2] not in page.get(f"/customers/{held.client.pk}/").text
