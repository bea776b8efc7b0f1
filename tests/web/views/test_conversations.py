"""Logging what was said: by page, by dialog, taken back, marked as answered; and who may not."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.care.models import Promise
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
PART = {"HX-Request": "true"}


def make(name="Bakker", number=1, **values):
    fact = {"source": "test", "source_id": f"C-{number}", "known_at": KNOWN}
    return Customer.objects.create(name=name, **fact, **values)


def asked(customer, days=1, **values):
    happened_at = timezone.now() - timedelta(days=days)
    number = Conversation.everything.count()
    fact = {"source": "karn", "source_id": f"M-{number}", "known_at": happened_at}
    said = {"channel": "mail", "direction": "in", "subject": "When?"}
    return Conversation.objects.create(
        **{**fact, **said, "customer": customer, "happened_at": happened_at, **values}
    )


@pytest.fixture
def person():
    return Person.objects.create(email="eva@example.org", name="Eva", role=Role.SERVICE)


@pytest.fixture
def eva(client: Client, person):
    client.force_login(person)
    return client


def form(customer, **values):
    given = {
        "customer": customer.pk,
        "channel": "call",
        "direction": "out",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "next": f"/customers/{customer.pk}/",
    }
    return given | values


def undo(page):
    return re.search(r'class="karn-undo" method="post" action="([^"]+)"', page.text).group(1)


def test_somebody_logs_a_call_and_takes_it_back(eva, person):
    customer = make()
    page = eva.post("/conversations/new/", form(customer, subject="Hello", hints=["competitor"]), follow=True)
    logged = Conversation.objects.get()
    assert page.redirect_chain == [(f"/customers/{customer.pk}/", 302)]
    assert (logged.customer, logged.channel, logged.subject, logged.logged_by) == (
        customer, "call", "Hello", person,
    )  # fmt: skip
    assert "Logged: call with Bakker." in page.text
    assert Hint.objects.get().conversation == logged
    page = eva.post(undo(page), {"next": f"/customers/{customer.pk}/"}, follow=True)
    assert (Conversation.objects.count(), Hint.objects.count()) == (0, 0)
    page = eva.post(undo(page), follow=True)
    assert "The conversation is back." in page.text
    assert (Conversation.objects.count(), Hint.objects.count()) == (1, 1)


def test_without_a_customer_the_page_asks_for_one(eva):
    make("Bakker", 1)
    make("Slager", 2)
    page = eva.get("/conversations/new/", {"q": "bak", "next": "/figures/"}).text
    assert "Bakker" in page
    assert "Slager" not in page
    number = Customer.objects.get(name="Bakker").pk
    assert f"?customer={number}&amp;next=%2Ffigures%2F" in page


def test_the_dialog_gets_the_part_alone(eva):
    customer = make()
    choose = eva.get("/conversations/new/", headers=PART)
    found = eva.get("/conversations/new/", {"q": "bak"}, headers=PART)
    said = eva.get("/conversations/new/", {"customer": customer.pk}, headers=PART)
    assert said.templates[0].name == "conversations/form.html"
    for part in (choose, found, said):
        assert "<html" not in part.text
    assert 'name="channel"' in said.text
    assert "Bakker" in found.text


def test_the_only_contact_is_chosen_and_the_moment_is_now(eva):
    customer = make()
    contact = customer.contacts.create(name="Jo", source="test", source_id="1", known_at=KNOWN)
    page = eva.get("/conversations/new/", {"customer": customer.pk}).text
    assert f'<option value="{contact.pk}" selected>Jo</option>' in page
    assert timezone.localtime().strftime("%Y-%m-%dT") in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"channel": "fax"}, "Select a valid choice"),
        ({"happened_at": "2199-01-01T00:00"}, "This has not happened yet"),
        ({"happened_at": ""}, "This field is required"),
        ({"subject": "x" * 501}, "at most 500 characters"),
        ({"contact": "4711"}, "Select a valid choice"),
        ({"hints": ["rain"]}, "Select a valid choice"),
        ({"subject": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_stored(eva, wrong, words):
    page = eva.post("/conversations/new/", form(make(), notes="Kept", **wrong))
    assert (page.status_code, Conversation.everything.count()) == (400, 0)
    assert words in page.text
    assert "Kept" in page.text


def test_a_contact_of_another_customer_cannot_be_chosen(eva):
    other = make("Other", 2).contacts.create(name="Secret Jo", source="test", source_id="1", known_at=KNOWN)
    page = eva.post("/conversations/new/", form(make(), contact=other.pk))
    assert (page.status_code, Conversation.everything.count()) == (400, 0)
    assert "Secret Jo" not in page.text


@pytest.mark.parametrize("number", ["4711", "x", "9" * 30, "-1", "²"])
def test_nobody_logs_with_a_customer_there_is_not(eva, number):
    assert eva.get("/conversations/new/", {"customer": number}).status_code == 404
    assert eva.post("/conversations/new/", {"customer": number}).status_code == 404


def test_who_logged_it_corrects_it(eva):
    customer = make()
    eva.post("/conversations/new/", form(customer, subject="Helo"))
    logged = Conversation.objects.get()
    assert 'value="Helo"' in eva.get(f"/conversations/{logged.pk}/").text
    read = logged.version
    eva.post(f"/conversations/{logged.pk}/", form(customer, subject="Hello", seen=read))
    logged.refresh_from_db()
    assert logged.subject == "Hello"
    was = json.dumps({"subject": "Helo"})
    stale = eva.post(f"/conversations/{logged.pk}/", form(customer, subject="Mine", seen=read, was=was))
    assert (stale.status_code, "Somebody changed this meanwhile" in stale.text) == (409, True)
    assert ("<strong>Hello</strong>" in stale.text, "<strong>Mine</strong>" in stale.text) == (True, True)
    seen = logged.version
    chosen = form(customer, subject="Mine", seen=seen, was=was, **{"take-subject": "mine"})
    eva.post(f"/conversations/{logged.pk}/", chosen)
    logged.refresh_from_db()
    assert logged.subject == "Mine"
    page = eva.get(f"/conversations/{logged.pk}/").text
    assert "<del>Hello</del> → <ins>Mine</ins>" in page
    undo = re.search(r"/conversations/\d+/changes/\d+/undo/", page)
    eva.post(undo[0])
    logged.refresh_from_db()
    assert logged.subject == "Hello"


def test_removing_on_its_own_page_leads_to_the_customer(eva):
    customer = make()
    eva.post("/conversations/new/", form(customer))
    number = Conversation.objects.get().pk
    answer = eva.post(f"/conversations/{number}/remove/", {"next": f"/conversations/{number}/"})
    assert answer.headers["Location"] == f"/customers/{customer.pk}/"
    assert eva.get(f"/conversations/{number}/").status_code == 404


def test_what_a_colleague_logged_cannot_be_changed(eva):
    colleague = Person.objects.create(email="bo@example.org", name="Bo", role=Role.MANAGER)
    logged = asked(make(), logged_by=colleague)
    assert eva.get(f"/conversations/{logged.pk}/").status_code == 403
    assert eva.post(f"/conversations/{logged.pk}/", form(logged.customer, subject="Mine")).status_code == 403
    page = eva.post(f"/conversations/{logged.pk}/remove/", follow=True)
    assert "Only who recorded this" in page.text
    assert Conversation.objects.get().subject == "When?"


def test_an_analyst_reads_and_logs_nothing(client):
    customer = make()
    waiting = asked(customer)
    client.force_login(Person.objects.create(email="an@example.org", name="An", role=Role.ANALYST))
    assert client.get("/conversations/unanswered/").status_code == 200
    for name, *args in (
        ("new_conversation",), ("conversation", waiting.pk), ("remove_conversation", waiting.pk),
        ("restore_conversation", waiting.pk), ("mark_answered", waiting.pk), ("mark_waiting", waiting.pk),
        ("note_hint", customer.pk),
    ):  # fmt: skip
        answer = client.post(reverse(name, args=args), form(customer, kind="change"))
        assert answer.status_code == 403, name
    assert (Conversation.objects.get(), Hint.everything.count()) == (waiting, 0)
    assert "data-log" not in client.get(f"/customers/{customer.pk}/").text


def test_one_click_marks_an_answer_and_one_takes_it_back(eva):
    waiting = asked(make())
    page = eva.get("/conversations/unanswered/").text
    assert f'action="/conversations/{waiting.pk}/answered/"' in page
    page = eva.post(
        f"/conversations/{waiting.pk}/answered/", {"next": "/conversations/unanswered/"}, follow=True
    )
    assert "Nothing waits for an answer" in page.text
    page = eva.post(undo(page), {"next": "/conversations/unanswered/"}, follow=True)
    assert "When?" in page.text


def test_the_customer_s_page_shows_what_waits_and_marks_it(eva):
    waiting = asked(make(), answerer=Person.objects.create(email="bo@example.org", name="Bo Answers"))
    page = eva.get(f"/customers/{waiting.customer_id}/").text
    assert f'action="/conversations/{waiting.pk}/answered/"' in page
    assert "Bo Answers answers" in page


def test_the_oldest_question_stands_first_and_mine_are_mine(eva, person):
    bo = Person.objects.create(email="bo@example.org", name="Bo")
    asked(make("Young", 1), days=1, answerer=person)
    asked(make("Old", 2), days=9)
    asked(make("Own", 3, owner=person), days=5)
    asked(make("Theirs", 4, owner=person), days=5, answerer=bo)
    everything = re.findall(
        r"<td><a href=\"/customers/\d+/\">(\w+)", eva.get("/conversations/unanswered/").text
    )
    mine = re.findall(
        r"<td><a href=\"/customers/\d+/\">(\w+)", eva.get("/conversations/unanswered/?who=me").text
    )
    assert everything == ["Old", "Own", "Theirs", "Young"]
    assert mine == ["Own", "Young"]


@pytest.mark.parametrize("questions", [1, 3])
def test_the_list_of_questions_takes_the_same_queries_whatever_its_length(
    eva, person, django_assert_num_queries, questions
):
    for number in range(questions):
        asked(make(f"C{number}", number, owner=person), answerer=person)
    with django_assert_num_queries(13):
        eva.get("/conversations/unanswered/")


def test_what_was_asked_long_ago_is_counted_and_stands_one_click_away(eva):
    for number, days in enumerate((29, 31, 300)):
        asked(make(f"C{number}", number), days=days, subject=f"{days} days old")
    page = eva.get("/conversations/unanswered/").text
    beyond = re.search(r'<p><a href="\?(age=older)">2 more, asked over 30 days ago</a></p>', page).group(1)
    older = eva.get(f"/conversations/unanswered/?{beyond}").text
    told = [re.findall(r"\d+ days old", text) for text in (page, older)]
    assert told == [["29 days old"], ["300 days old", "31 days old"]]
    assert 'href="?view=all">1 asked in the last 30 days</a>' in older


def test_the_list_of_questions_goes_on_where_it_ended(eva):
    customer = make()
    for days in range(60):
        asked(customer, days=(days + 1) / 3, subject=f"No. {days:02}", channel="mail")
    first = eva.get("/conversations/unanswered/").text
    later = re.search(r'rel="next" href="\?after=([^"]+)"', first).group(1)
    second = eva.get(f"/conversations/unanswered/?after={later}").text
    told = [re.findall(r"No\. \d\d", page) for page in (first, second)]
    assert [len(page) for page in told] == [50, 10]
    assert told[0] + told[1] == [f"No. {days:02}" for days in reversed(range(60))]


@pytest.mark.parametrize("after", ["!", "2026-01-01_1", "x_y", "2026-01-01T00:00:00+00:00_²", "\x00", "_"])
def test_odd_places_in_the_list_of_questions_begin_at_the_start(eva, after):
    asked(make())
    assert "When?" in eva.get("/conversations/unanswered/", {"after": after}).text


def test_one_tap_notes_what_was_noticed_and_one_takes_it_back(eva):
    customer = make()
    page = eva.post(f"/customers/{customer.pk}/hints/", {"kind": "competitor", "words": "Acme"}, follow=True)
    assert "Noted: named a competitor." in page.text
    assert "Acme" in page.text
    eva.post(undo(page))
    assert Hint.objects.count() == 0


def test_an_odd_hint_is_refused_in_words(eva):
    page = eva.post(f"/customers/{make().pk}/hints/", {"kind": "rain"}, follow=True)
    assert "Say what you noticed." in page.text
    assert Hint.everything.count() == 0


def test_the_way_back_never_leads_to_another_site(eva):
    customer = make()
    answer = eva.post("/conversations/new/", form(customer, next="https://example.com/"))
    assert answer.headers["Location"] == f"/customers/{customer.pk}/"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_was_said_is_shown_as_text(eva, text):
    customer = make(text)
    eva.post(
        "/conversations/new/",
        form(customer, subject=text, notes=text, channel="mail", direction="in", waits="on"),
    )
    number = Conversation.objects.get().pk
    eva.post(f"/customers/{customer.pk}/hints/", {"kind": "change", "words": text})
    for address in (
        f"/customers/{customer.pk}/", "/conversations/unanswered/", f"/conversations/{number}/",
        "/conversations/new/?q=a", f"/conversations/new/?customer={customer.pk}",
    ):  # fmt: skip
        assert text not in eva.get(address).text, address


def test_what_was_promised_in_a_talk_is_logged_with_it_and_is_a_task(client: Client, world: Any) -> None:
    world.company(trade="agency")
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    client.force_login(eva)
    customer = world.customer("Bakker", owner=eva)
    said = {
        "customer": customer.pk, "channel": "call", "direction": "out", "happened_at": "2026-03-02T10:00",
        "promise_until": "2026-03-09",
    }  # fmt: skip
    assert client.post("/conversations/new/", said).status_code == 400
    assert client.post("/conversations/new/", said | {"promise": "A new price"}).status_code == 302
    promise = Promise.objects.get()
    assert (promise.text, promise.owner, promise.conversation, promise.source) == (
        "A new price", eva, Conversation.objects.get(), "talk",
    )  # fmt: skip
    assert Task.objects.get(origin="care.promise").due_on == date(2026, 3, 9)
