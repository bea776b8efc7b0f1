"""The page on which customers answer: no login, no cookie, no script; opening it never acts."""

import re
import secrets
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from karn.apps.people.rules import Role
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import change_habits, make_page, make_ready_survey
from karn.apps.surveys.models import Response, Survey
from karn.platform.links import LENGTH, make_link, revoke_links
from karn.web.views import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(name="De Praktijk", language="nl")
    return world.person(role=Role.MANAGER)


@pytest.fixture
def asks(eva: Any) -> Any:
    """Make a ready survey."""
    return lambda code: make_ready_survey(code=code, language="en", by=eva, at=timezone.now())


def link(survey: Survey, world: Any, eva: Any, **values: Any) -> str:
    customer = world.customer(**values)
    return "/s/" + make_personal_link(survey=survey, customer=customer, by=eva, at=timezone.now())


@pytest.fixture
def reader() -> Client:
    """A mail client's browser: it keeps no cookies, and knows no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_a_customer_answers_and_what_the_answer_opens_is_asked_next(
    reader: Client, asks: Any, world: Any, eva: Any
) -> None:
    address = link(asks("nps"), world, eva, language="sv")
    page = reader.get(address)
    assert (page.status_code, Response.objects.count()) == (200, 0)
    assert ("Hur troligt" in page.text, "Vad ska vi" in page.text, 'lang="sv"' in page.text) == (
        True,
        False,
        True,
    )
    sent = reader.post(address, {"asked": "recommend", "a-recommend": "6"})
    assert (sent.status_code, Response.objects.get().answers) == (302, {"recommend": 6})
    page = reader.get(sent["Location"])
    assert ("Vad ska vi göra bättre?" in page.text, "Hur troligt" in page.text) == (True, False)
    sent = reader.post(address, {"asked": "better", "a-better": "Ring tillbaka"})
    page = reader.get(sent["Location"])
    assert ("Tack!" in page.text, "Ändra mitt svar" in page.text) == (True, True)
    assert Response.objects.get().given == {"recommend": 6, "better": "Ring tillbaka"}
    page = reader.get(address + "?change=1&lang=nl")
    assert re.search(r'value="6" checked', page.text)
    assert ("Ring tillbaka" in page.text, "Hoe waarschijnlijk" in page.text) == (True, True)
    assert reader.cookies == {}


def test_the_address_may_bring_an_answer_along_but_only_sending_stores_it(
    reader: Client, asks: Any, world: Any, eva: Any
) -> None:
    address = link(asks("nps"), world, eva)
    assert re.search(r'value="9" checked', reader.get(address + "?a=9").text)
    assert reader.head(address).status_code == 200
    assert Response.objects.count() == 0


def test_the_page_is_small_loads_nothing_and_is_kept_by_nobody(
    reader: Client, asks: Any, world: Any, eva: Any
) -> None:
    change_habits(facts={"accent": "#ffcc00"}, by=eva, at=timezone.now())
    page = reader.get(link(asks("practice"), world, eva))
    assert len(page.content) < 20_000
    assert re.findall(r"<script|<link|<img|src=|https?://", page.text) == []
    told = (page["Referrer-Policy"], page["X-Robots-Tag"], page["Cache-Control"])
    assert told == ("no-referrer", "noindex, nofollow", "no-store")
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    assert (
        f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in page["Content-Security-Policy"]
    )
    assert "--accent:#ffcc00;--on-accent:#000000" in style


def test_an_empty_answer_says_so_and_stores_nothing(reader: Client, asks: Any, world: Any, eva: Any) -> None:
    address = link(asks("experience"), world, eva)
    page = reader.post(address, {"asked": "overall,good,missing", "a-good": " \x00 ", "a-overall": "9"})
    assert (page.status_code, 'role="alert"' in page.text, Response.objects.count()) == (400, True, 0)


def test_whatever_opens_nothing_gets_the_same_page(reader: Client, asks: Any, world: Any, eva: Any) -> None:
    now, survey = timezone.now(), asks("nps")
    over = make_link(
        purpose="survey",
        audience="invitation:1",
        at=now - timedelta(days=2),
        expires_at=now - timedelta(days=1),
    )
    good = link(survey, world, eva)
    revoked = link(survey, world, eva)
    revoke_links(purpose="survey", audience=f"invitation:{survey.invitations.latest('pk').pk}", at=now)
    foreign = make_link(purpose="unsubscribe", audience="x", at=now, expires_at=now + timedelta(days=1))
    gone = [
        f"/s/{over}",
        revoked,
        f"/s/{foreign}",
        "/s/x",
        f"/s/{'a' * 38}",
        good[:-1] + ("a" if good[-1] != "a" else "b"),
    ]
    pages = [getattr(reader, method)(address) for address in gone for method in ("get", "post")]
    assert {page.status_code for page in pages} == {404}
    told = {(page.content, repr(sorted(page.headers.items()))) for page in pages}
    assert len(told) == 1
    assert (reader.get(good).status_code, Response.objects.count()) == (200, 0)


def test_on_a_page_for_anybody_each_form_counts_once(reader: Client, asks: Any, eva: Any) -> None:
    page = make_page(survey=asks("csat"), name="Desk", by=eva, at=timezone.now())
    shown = reader.get(f"/s/{page.secret}", headers={"Accept-Language": "sv"}).text
    assert ("Hur nöjd" in shown, "veta vem du är" in shown) == (True, True)
    once = re.search(r'name="once" value="([0-9a-f]{32})"', shown)
    assert once
    given = {"asked": "satisfied", "a-satisfied": "5", "once": once.group(1)}
    places = [reader.post(f"/s/{page.secret}", given)["Location"] for _ in range(2)]
    assert (Response.objects.count(), Response.objects.get().customer) == (1, None)
    assert "Thank you" in reader.get(places[0] + "&lang=en").text


def test_a_page_that_gets_more_than_people_give_asks_to_wait(
    reader: Client, asks: Any, eva: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("karn.apps.surveys.actions.answers.PER_MINUTE", 2)
    page = make_page(survey=asks("csat"), name="Desk", by=eva, at=timezone.now())
    given = {"asked": "satisfied", "a-satisfied": "5"}
    assert [reader.post(f"/s/{page.secret}", given).status_code for _ in range(3)] == [302, 302, 429]


def test_a_page_takes_as_few_queries_as_it_must(
    reader: Client, asks: Any, world: Any, eva: Any, django_assert_num_queries: Any
) -> None:
    address = link(asks("nps"), world, eva)
    with django_assert_num_queries(4):
        reader.get(address)


def test_thirty_thousand_guesses_get_the_page_of_no_link_without_asking_the_database(
    reader: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Each guess goes through the whole view; the page itself, which knows no guess, is drawn for some."""
    guesses = [secrets.token_urlsafe(28)[:LENGTH] for _ in range(30_000)]
    drawn = {
        (page.status_code, page.content) for page in map(reader.get, (f"/s/{one}" for one in guesses[:20]))
    }
    assert [status for status, _content in drawn] == [404]
    gone, request = HttpResponse(status=404), RequestFactory().get("/s/guess")
    monkeypatch.setattr(answers, "_gone", lambda _request: gone)
    with django_assert_num_queries(0):
        assert all(answers.survey(request, guess) is gone for guess in guesses)
