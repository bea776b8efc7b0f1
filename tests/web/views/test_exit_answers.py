"""What leavers said, for who must improve: later, without names, never row by row."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from karn.apps.exits.actions.answers import answer
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.exits.models import Answer, ExitHabits
from karn.apps.exits.queries.themes import theme_counts
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: Any, client: Client) -> Client:
    world.company(name="De Praktijk", trade="practice")
    client.force_login(world.person(role=Role.MANAGER))
    return client


def say(world: Any, **fields: str) -> None:
    now = timezone.now()
    on = timezone.localdate()
    link = exit_link(customer_id=world.customer().pk, left_on=on - timedelta(30), language="en", at=now)
    told = {"choice": "readable"} | fields
    answer(secret=link.removeprefix("/x/"), fields=told, language="en", at=now)


def test_answers_are_read_when_three_are_in_and_reading_is_written_down(client: Client, world: Any) -> None:
    say(world, how="Warm welcome", person="5")
    say(world, how="Long waits")
    page = client.get("/exit-answers/")
    assert ("Warm welcome" in page.text, "Nothing to read yet" in page.text) == (False, True)
    say(world, change="Call back")
    page = client.get("/exit-answers/")
    told = [words in page.text for words in ("Warm welcome", "Long waits", "Call back", "The people: ")]
    assert told == [True, True, True, True]
    assert list(AuditEntry.objects.filter(deed="exit_answers_read").values_list("detail", "object")) == [
        ("improve", ""),
        ("improve", ""),
    ]


def test_the_page_loads_as_many_queries_with_three_answers_as_with_six(client: Client, world: Any) -> None:
    counts = []
    for _time in range(2):
        for _one in range(3):
            say(world, how="Fine", person="4")
        with CaptureQueriesContext(connections["exits"]) as asked:
            client.get("/exit-answers/")
        counts.append(len(asked))
    assert counts == [8, 8]


def test_totals_count_five_at_a_time_in_the_whole_alone(client: Client, world: Any) -> None:
    for _one in range(6):
        say(world, person="5", product="1")
    before = client.get("/exit-answers/").text
    for _one in range(4):
        say(world, person="1", choice="totals", how="Unread words")
    assert ("5.0" in before, client.get("/exit-answers/").text.count("5.0")) == (True, before.count("5.0"))
    say(world, person="1", choice="totals")
    page = client.get("/exit-answers/").text
    assert ("3.2" in page, "(11)" in page, "Unread words" in page) == (True, True, False)


def read_habits(client: Client) -> dict[str, str]:
    page = client.get("/exit-answers/").text
    found = re.search(r'name="seen" value="([^"]+)"><input type="hidden" name="was" value="([^"]+)"', page)
    assert found
    return {"seen": found[1], "was": unescape(found[2])}


def test_how_long_words_are_kept_is_set_here(client: Client) -> None:
    sent = client.post("/exit-answers/change/", read_habits(client) | {"words_months": "8"})
    assert (sent["Location"], ExitHabits.objects.get().words_months) == ("/exit-answers/", 8)
    page = client.post("/exit-answers/change/", read_habits(client) | {"words_months": "99"})
    assert (page.status_code, "6 to 24 months" in page.text) == (400, True)
    assert ExitHabits.objects.get().words_months == 8


def test_two_who_set_how_long_words_are_kept_meet_before_any_word_goes(client: Client) -> None:
    read = read_habits(client)
    client.post("/exit-answers/change/", read | {"words_months": "24"})
    met = client.post("/exit-answers/change/", read | {"words_months": "6"})
    assert (met.status_code, ExitHabits.objects.get().words_months) == (409, 24)
    assert ("<strong>24</strong>" in met.text, "<strong>6</strong>" in met.text) == (True, True)
    seen = re.search(r'name="seen" value="([^"]+)"', met.text)
    assert seen
    chosen = {"words_months": "6", "take-words_months": "theirs", "seen": seen[1], "was": "{}"}
    assert client.post("/exit-answers/change/", chosen).status_code == 302
    assert ExitHabits.objects.get().words_months == 24


def test_a_reader_confirms_what_an_answer_is_about(client: Client, world: Any) -> None:
    for _one in range(3):
        say(world, how="Too expensive")
    stored = Answer.objects.order_by("pk")[0]
    assert [(tag.code, tag.is_confirmed) for tag in stored.tags.all()] == [("price", False)]
    told = {"theme": ["contact", "nonsense"], "seen": stored.version}
    sent = client.post(f"/exit-answers/{stored.pk}/themes/", told)
    assert (sent.status_code, client.post("/exit-answers/1/themes/").status_code) == (302, 404)
    assert [(tag.code, tag.is_confirmed) for tag in stored.tags.all()] == [("contact", True)]
    again = client.post(f"/exit-answers/{stored.pk}/themes/", told | {"theme": ["service"]}, follow=True)
    assert "Stored meanwhile: Personal contact. You asked for: Service." in again.text
    assert theme_counts().themes == {"price": 2, "contact": 1}
    page = client.get("/exit-answers/").text
    assert ("Price: <strong>2</strong>" in page, "of 3 answers" in page) == (True, True)
