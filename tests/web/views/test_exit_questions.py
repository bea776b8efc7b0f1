"""The questions for who leaves: no login, no script, once; opening them never acts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.exits.models import Answer
from karn.platform.links import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(world: Any) -> str:
    world.company(name="De Praktijk", trade="practice", language="nl")
    on = timezone.localdate()
    return exit_link(customer_id=world.customer().pk, left_on=on, language="nl", at=timezone.now())


def test_opening_the_questions_never_acts_and_nobody_keeps_the_page(reader: Client, link: str) -> None:
    page = reader.get(link)
    assert (page.status_code, reader.head(link).status_code, Answer.objects.count()) == (200, 200, 0)
    assert ('lang="nl"' in page.text, len(page.content) < 20_000, dict(reader.cookies)) == (True, True, {})
    assert re.findall(r"<script|<link|<img|src=|https?://", page.text) == []
    told = (page["Referrer-Policy"], page["X-Robots-Tag"], page["Cache-Control"])
    assert told == ("no-referrer", "noindex, nofollow", "no-store")


def test_a_leaver_answers_once_and_is_thanked_at_an_address_without_the_link(
    reader: Client, link: str
) -> None:
    page = reader.post(link, {"how": "Goed", "person": "4"})
    assert (page.status_code, 'aria-describedby="wrong-choice"' in page.text, ">Goed<" in page.text) == (
        400,
        True,
        True,
    )
    sent = reader.post(link + "?lang=sv", {"how": "Goed", "person": "4", "choice": "readable"})
    assert (sent.status_code, sent["Location"]) == (302, "/x/thanks/?lang=sv")
    assert (reader.get(sent["Location"]).status_code, reader.get(link).status_code) == (200, 404)
    assert reader.post(link, {"how": "Again", "choice": "readable"}).status_code == 404
    assert list(Answer.objects.values_list("how", "person", "language")) == [("Goed", 4, "sv")]


def test_whatever_opens_nothing_gets_the_same_page(reader: Client, link: str) -> None:
    now = timezone.now()
    over = make_link(
        purpose="exits.answer", audience="leaver", at=now - timedelta(2), expires_at=now - timedelta(1)
    )
    foreign = make_link(purpose="survey", audience="invitation:1", at=now, expires_at=now + timedelta(1))
    changed = link[:-1] + ("a" if link[-1] != "a" else "b")
    gone = [f"/x/{over}", f"/x/{foreign}", "/x/y", changed]
    pages = [getattr(reader, method)(address) for address in gone for method in ("get", "post")]
    assert {page.status_code for page in pages} == {404}
    assert len({(page.content, repr(sorted(page.headers.items()))) for page in pages}) == 1


@pytest.mark.parametrize(("trade", "rated"), [("practice", 3), ("agency", 2)])
def test_the_place_is_rated_where_there_is_one(reader: Client, link: str, trade: str, rated: int) -> None:
    Company.objects.update(trade=trade)
    assert reader.get(link).text.count('role="radiogroup"') == rated
